import { hostConntrack } from '#contract/host-metrics.ts';
import { CounterRows } from './counter-rows.ts';
import type { HostSources } from './sources.ts';

const reasons = ['insert_failed', 'drop', 'early_drop'];
const impossibleEntries = 2 ** 31;

/** Absent while the module nf_conntrack is not loaded; /proc/net/stat/nf_conntrack also where the kernel is built without it. */
export function conntrack(host: HostSources): () => void {
  const rows = new CounterRows({ wrapsAt: 2 ** 32 });
  const now = (field: 'count' | 'max') => host.whole('conntrack', field, host.procText(`sys/net/netfilter/nf_conntrack_${field}`)?.trim(), impossibleEntries);

  return () => {
    host.gauge(hostConntrack.entries, now('count'));
    host.gauge(hostConntrack.limit, now('max'));
    const [header = '', ...lines] = (host.procText('net/stat/nf_conntrack') ?? '').split('\n').filter((line) => line !== '');
    const names = header.trim().split(/\s+/);
    for (const [cpu, line] of lines.entries()) {
      const words = line.trim().split(/\s+/);
      const values = reasons.map((reason) => host.hexadecimal('conntrack', reason, words[names.indexOf(reason)]));
      for (const [at, gained] of rows.gains(String(cpu), values).entries()) {
        if (gained !== undefined) host.series.counter(hostConntrack.failures).add([reasons[at] ?? 'other'], gained);
      }
    }
  };
}
