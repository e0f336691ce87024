import type { LogHistogram } from '#contract/logs.ts';

/** A bucket on a ruler that is as long as all lines together. */
interface Place {
  readonly fromMs: number;
  readonly toMs: number;
  /** Of the whole length, from 0 to 1. */
  readonly start: number;
  readonly length: number;
}

interface Mark {
  readonly level: 'error' | 'warn';
  readonly top: number;
  readonly height: number;
}

export interface Ruler {
  readonly places: readonly Place[];
  readonly marks: readonly Mark[];
}

/** Where errors and warnings stand among all lines: within a bucket the errors come first, as nobody knows their order. */
export function rulerOf({ buckets, total }: LogHistogram): Ruler {
  let start = 0;
  const places: Place[] = [];
  const marks: Mark[] = [];
  for (const { from, to, counts } of buckets) {
    const lines = Object.values(counts).reduce((sum, count) => sum + count, 0);
    if (lines === 0) continue;
    const length = lines / total;
    places.push({ fromMs: Date.parse(from), toMs: Date.parse(to), start, length });
    const error = ((counts.error ?? 0) + (counts.fatal ?? 0)) / total;
    const warn = (counts.warn ?? 0) / total;
    if (error > 0) marks.push({ level: 'error', top: start, height: error });
    if (warn > 0) marks.push({ level: 'warn', top: start + error, height: warn });
    start += length;
  }
  return { places, marks };
}

/** How far along the ruler a moment is. */
export function shareOfMoment(places: readonly Place[], atMs: number): number {
  const place = places.find(({ toMs }) => toMs > atMs);
  if (place === undefined) return 1;
  const { fromMs, toMs, start, length } = place;
  return start + length * Math.max(0, (atMs - fromMs) / (toMs - fromMs));
}

/** The moment at a place of the ruler. */
export function momentOfShare(places: readonly Place[], share: number): number {
  const place = places.find(({ start, length }) => start + length >= share) ?? places.at(-1);
  if (place === undefined) return Number.NaN;
  const { fromMs, toMs, start, length } = place;
  return Math.round(fromMs + Math.min(1, Math.max(0, (share - start) / length)) * (toMs - fromMs));
}
