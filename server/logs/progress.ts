import type { Rule } from '#contract/find/term.ts';
import type { LogProgress } from '#contract/logs.ts';
import type { LogStore } from '../store/logs/log-store.ts';
import { iso } from '../topology/window.ts';
import { type Buckets, histogramOf } from './buckets.ts';
import { counting } from './patience.ts';

/** A histogram as it is counted. */
export async function* progress(store: LogStore, { rule, ...buckets }: Buckets & { readonly rule: Rule }, signal: AbortSignal): AsyncIterable<LogProgress> {
  const { fromUs, toUs } = buckets;
  const lost = await store.lost(buckets);
  for await (const { counts, fromUs: countedUs } of counting(store, { ...buckets, rule, by: 'level' }, signal)) {
    yield { countedFrom: iso(countedUs / 1000), share: (toUs - countedUs) / (toUs - fromUs), histogram: histogramOf(buckets, counts, lost) };
  }
}
