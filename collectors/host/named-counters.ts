import type { Metric } from '#contract/metric.ts';
import { CounterRows } from './counter-rows.ts';
import type { HostSources } from './sources.ts';

/** Follows the counters of one file that lists them by name, each the whole of a metric without labels. */
export function namedCounters(
  host: HostSources,
  source: string,
  counters: readonly (readonly [field: string, metric: Metric])[],
): (texts: ReadonlyMap<string, string | undefined>) => void {
  const rows = new CounterRows();
  return (texts) => {
    const now = counters.map(([field]) => host.whole(source, field, texts.get(field)));
    const gained = rows.gains(source, now);
    for (const [at, [, metric]] of counters.entries()) host.gain(metric, gained[at]);
  };
}
