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

const commonDivisor = (a: number, b: number): number => (b === 0 ? a : commonDivisor(b, a % b));

/** In steps of the evaluation: a bucket, how many of them the condition looks back, and how many a step of the span has. */
function widthsOf({ within }: FoundCondition, { stepSeconds }: Span, intervalSeconds: number) {
  const [looks, strides] = [secondsOf(within), stepSeconds].map((seconds) => Math.max(1, Math.round(seconds / intervalSeconds))) as [number, number];
  const width = commonDivisor(looks, strides);
  return { widthMs: width * intervalSeconds * 1000, before: looks / width, stride: strides / width };
}

/** At each step, how many were found in the time before it that the condition names: what its counter would have told. */
export async function foundOver(
  condition: FoundCondition,
  span: Span,
  { intervalSeconds, signal, ...sources }: FoundSources & { readonly intervalSeconds: number; readonly signal: AbortSignal },
): Promise<RawSeries> {
  const { widthMs, before, stride } = widthsOf(condition, span, intervalSeconds);
  const counts = await countsIn(condition, { startMs: span.startMs - before * widthMs, endMs: span.endMs, widthMs }, sources, signal);
  const buckets = before + Math.round((span.endMs - span.startMs) / widthMs);
  const [atMs, values]: [number[], number[]] = [[], []];
  let sum = 0;
  for (let bucket = 0; bucket < buckets; bucket += 1) {
    sum += (counts.get(bucket) ?? 0) - (counts.get(bucket - before) ?? 0);
    const after = bucket - (before - 1);
    if (after < 0 || after % stride !== 0) continue;
    atMs.push(span.startMs + after * widthMs);
    values.push(sum);
  }
  return { labels: {}, atMs, values };
}

/** The steps at which the condition holds. */
export function holding({ comparison, threshold }: FoundCondition, { labels, atMs, values }: RawSeries): RawSeries {
  const kept = values.flatMap((value, index) => (compares[comparison](value, threshold) ? [index] : []));
  return { labels, atMs: kept.map((index) => atMs[index] ?? 0), values: kept.map((index) => values[index] ?? 0) };
}
