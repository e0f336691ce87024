/** A part of a bar: a level, a severity. */
export interface Part {
  readonly name: string;
  readonly colour: string;
  readonly count: number;
}

/** What was counted from one moment to another. */
export interface Bucket {
  readonly from: string;
  readonly to: string;
  /** From the baseline up. */
  readonly parts: readonly Part[];
  /** What is known to be missing. */
  readonly lost: number;
}

export const sumOf = ({ parts }: Pick<Bucket, 'parts'>): number => parts.reduce((sum, { count }) => sum + count, 0);

const steps = [1, 2, 2.5, 3, 4, 5, 6, 8, 10];

/** The end of an axis that begins with 0 and has a whole number in the middle. */
export function axisEnd(most: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, most)));
  const end = steps.map((step) => step * power).find((candidate) => candidate >= most && candidate % 2 === 0) ?? 10 * power;
  return Math.max(2, end);
}

export interface Bar {
  readonly name: string;
  readonly colour: string;
  /** From the top, and how high: of the whole height, from 0 to 1. */
  readonly y: number;
  readonly height: number;
}

/** One among thousands is drawn as high as this share of the whole, so that it is seen. */
const leastShare = 0.02;

/** The bars of one bucket, from the baseline up; `end` is the whole height. */
export function barsOf({ parts }: Pick<Bucket, 'parts'>, end: number): Bar[] {
  let below = 0;
  return parts
    .filter(({ count }) => count > 0)
    .map(({ name, colour, count }) => {
      const height = Math.max(leastShare, count / end);
      below += height;
      return { name, colour, y: 1 - below, height };
    });
}

/** How much there is of each part in all, those that have any. */
export function totalsOf(buckets: readonly Bucket[]): Part[] {
  const totals = new Map<string, Part>();
  for (const { name, colour, count } of buckets.flatMap(({ parts }) => parts)) {
    if (count > 0) totals.set(name, { name, colour, count: count + (totals.get(name)?.count ?? 0) });
  }
  return [...totals.values()];
}

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Where a span of time lies, of the width of all buckets, from 0 to 1. All are of one width but the ends, which stand as wide as others. */
export function placeOf(buckets: readonly Bucket[], atMs: number): number {
  const at = buckets.findIndex(({ to }) => Date.parse(to) > atMs);
  const bucket = buckets[at];
  if (bucket === undefined) return atMs < Date.parse(buckets[0]?.from ?? '') ? 0 : 1;
  const [fromMs, toMs] = [Date.parse(bucket.from), Date.parse(bucket.to)];
  return (at + Math.max(0, (atMs - fromMs) / (toMs - fromMs))) / buckets.length;
}

/** The other way round: the moment at a place. */
export function momentAt(buckets: readonly Bucket[], place: number): number {
  const at = Math.min(buckets.length - 1, Math.max(0, Math.floor(place * buckets.length)));
  const bucket = buckets[at];
  if (bucket === undefined) return Number.NaN;
  const [fromMs, toMs] = [Date.parse(bucket.from), Date.parse(bucket.to)];
  return fromMs + Math.min(1, Math.max(0, place * buckets.length - at)) * (toMs - fromMs);
}

export const spanOf = (buckets: readonly Bucket[]): Span => ({
  fromMs: Date.parse(buckets[0]?.from ?? ''),
  toMs: Date.parse(buckets.at(-1)?.to ?? ''),
});

const minuteMs = 60_000;
const tickStepsMs = [1000, 2000, 5000, 10_000, 15_000, 30_000, ...[1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10_080].map((m) => m * minuteMs)];

/** Whole moments by the clock, at most so many. `shiftMs` is how far the clock is ahead of UTC. */
export function ticksOf({ fromMs, toMs }: Span, most: number, shiftMs: number): number[] {
  const stepMs = tickStepsMs.find((candidate) => (toMs - fromMs) / candidate <= most) ?? toMs - fromMs;
  const firstMs = Math.ceil((fromMs + shiftMs) / stepMs) * stepMs - shiftMs;
  return Array.from({ length: Math.max(0, Math.floor((toMs - firstMs) / stepMs) + 1) }, (_, at) => firstMs + at * stepMs);
}
