import { eventFields } from '#contract/find/event-fields.ts';
import { ruleOf } from '../found/asked.ts';
import { counted } from '../logs/patience.ts';
import type { LogStore } from '../store/logs/log-store.ts';
import type { RawSeries, Span } from '../store/prometheus.ts';
import type { RecordStore } from '../store/store.ts';
import { compares, type FoundCondition, secondsOf } from './condition.ts';

export interface FoundSources {
  readonly logStore: LogStore;
  readonly records: RecordStore;
}

/** How many lines or events a query finds in each step; `bucket` 0 ends at `startMs` + the step. */
async function countsIn(
  { of, query }: FoundCondition,
  window: Buckets,
  { logStore, records }: FoundSources,
  signal: AbortSignal,
): Promise<Map<number, number>> {
  const { startMs, endMs, widthMs } = window;
  const sums = new Map<number, number>();
  const add = (bucket: number, count: number) => sums.set(bucket, (sums.get(bucket) ?? 0) + count);
  if (of === 'events') {
    ruleOf(query, eventFields);
    for (const { bucket, count } of await records.tally({ fromMs: startMs, toMs: endMs, find: query, startMs, widthMs })) add(bucket, count);
    return sums;
  }
  const asked = { fromUs: startMs * 1000, toUs: endMs * 1000, startUs: startMs * 1000, widthUs: widthMs * 1000, rule: ruleOf(query), by: 'level' as const };
  for (const { bucket, count } of await counted(logStore, asked, signal)) add(bucket, count);
  return sums;
}

interface Buckets {
  readonly startMs: number;
  readonly endMs: number;
  readonly widthMs: number;
}

/** At each step, how many were found in the time before it that the condition names: what its counter would have told. */
export async function foundOver(condition: FoundCondition, span: Span, sources: FoundSources, signal: AbortSignal): Promise<RawSeries> {
  const widthMs = span.stepSeconds * 1000;
  const steps = Math.round((span.endMs - span.startMs) / widthMs) + 1;
  const before = Math.max(1, Math.round((secondsOf(condition.within) * 1000) / widthMs));
  const counts = await countsIn(condition, { startMs: span.startMs - before * widthMs, endMs: span.endMs, widthMs }, sources, signal);
  const [atMs, values]: [number[], number[]] = [[], []];
  let sum = 0;
  for (let bucket = 0; bucket < before - 1; bucket += 1) sum += counts.get(bucket) ?? 0;
  for (let step = 0; step < steps; step += 1) {
    sum += (counts.get(step + before - 1) ?? 0) - (counts.get(step - 1) ?? 0);
    atMs.push(span.startMs + step * widthMs);
    values.push(sum);
  }
  return { labels: {}, atMs, values };
}

/** The steps at which the condition holds. */
export function holding({ comparison, threshold }: FoundCondition, { labels, atMs, values }: RawSeries): RawSeries {
  const kept = values.flatMap((value, index) => (compares[comparison](value, threshold) ? [index] : []));
  return { labels, atMs: kept.map((index) => atMs[index] ?? 0), values: kept.map((index) => values[index] ?? 0) };
}
