import type { LogHistogram } from '#contract/logs.ts';
import type { LogCount, LogWindow, LostCount } from '../store/logs/log-store.ts';
import { iso } from '../topology/window.ts';

/** What is counted already is counted by these. */
const grainsMs = [3_600_000, 60_000, 5000];

export interface Buckets extends LogWindow {
  readonly startUs: number;
  readonly widthUs: number;
  readonly count: number;
}

/**
 * At most so many, all of one width but the first and the last, which end where the window does. From 5 s on they are of
 * multiples of 5 s, from a minute on of minutes, from an hour on of hours, by the clock: those are counted already.
 */
export function bucketsOf({ fromUs, toUs }: LogWindow, most: number): Buckets {
  const [fromMs, toMs] = [Math.floor(fromUs / 1000), Math.ceil(toUs / 1000)];
  const spanMs = toMs - fromMs;
  const grainMs = grainsMs.find((grain) => spanMs / most >= grain) ?? 1;
  const startFor = (widthMs: number) => (grainMs === 1 ? fromMs : Math.floor(fromMs / widthMs) * widthMs);
  const countFor = (widthMs: number) => Math.ceil((toMs - startFor(widthMs)) / widthMs);
  let widthMs = Math.max(grainMs, Math.ceil(spanMs / most / grainMs) * grainMs);
  while (countFor(widthMs) > most) widthMs += most === 1 ? spanMs : grainMs;
  return { fromUs, toUs, startUs: startFor(widthMs) * 1000, widthUs: widthMs * 1000, count: countFor(widthMs) };
}

export function histogramOf({ fromUs, toUs, startUs, widthUs, count }: Buckets, counted: readonly LogCount[], lost: readonly LostCount[]): LogHistogram {
  const buckets = Array.from({ length: count }, (_, at) => ({
    from: iso(Math.max(fromUs, startUs + at * widthUs) / 1000),
    to: iso(Math.min(toUs, startUs + (at + 1) * widthUs) / 1000),
    counts: {} as Record<string, number>,
    lost: 0,
  }));
  let total = 0;
  for (const { bucket, value: level, count: lines } of counted) {
    const counts = buckets[bucket]?.counts;
    if (counts === undefined) continue;
    counts[level] = (counts[level] ?? 0) + lines;
    total += lines;
  }
  for (const { bucket, count: lines } of lost) {
    const it = buckets[bucket];
    if (it !== undefined) it.lost += lines;
  }
  return { total, lost: buckets.reduce((sum, bucket) => sum + bucket.lost, 0), buckets };
}
