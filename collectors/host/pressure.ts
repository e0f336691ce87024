import { hostPressure } from '#contract/host-metrics.ts';
import { CounterRows } from './counter-rows.ts';
import type { HostSources } from './sources.ts';

const usPerSecond = 1e6;

/** The kernel writes a `full` line for cpu as well, which means nothing for a whole host. */
const kinds = {
  cpu: { some: hostPressure.waiting },
  memory: { some: hostPressure.waiting, full: hostPressure.stalled },
  io: { some: hostPressure.waiting, full: hostPressure.stalled },
  irq: { full: hostPressure.stalled },
};

/** /proc/pressure: absent where the kernel has no PSI, unreadable where it is off. */
export function pressure(host: HostSources): () => void {
  const rows = new CounterRows();
  return () => {
    for (const [resource, metrics] of Object.entries(kinds)) {
      const totals = totalsOf(host.procText(`pressure/${resource}`) ?? '');
      for (const [kind, metric] of Object.entries(metrics)) {
        const total = host.whole('pressure', `${resource} ${kind}`, totals.get(kind));
        const [gained] = rows.gains(`${resource} ${kind}`, [total]);
        if (gained !== undefined) host.series.counter(metric).add([resource], gained / usPerSecond);
      }
    }
  };
}

/** `some avg10=0.06 avg60=0.11 avg300=0.32 total=1448980924` */
function totalsOf(text: string): Map<string, string> {
  const totals = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, kind, total] = /^(\w+) .*\btotal=(\S+)$/.exec(line) ?? [];
    if (kind !== undefined && total !== undefined) totals.set(kind, total);
  }
  return totals;
}
