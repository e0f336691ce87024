import { type Gap, gapsOf } from './gaps.ts';

/** How deep the ramp of quantities is: `--seq-1` to `--seq-9`. */
const depth = 9;

/** The step of the ramp for a count, by its logarithm against the largest; 0 is the bare surface. */
export function heatStep(count: number, most: number): number {
  if (count <= 0) return 0;
  if (most <= 1) return depth;
  return 1 + Math.round((Math.log(count) / Math.log(most)) * (depth - 1));
}

/** How high a value lies, in buckets from the bottom: each bucket is as high as the next, whatever its bounds. */
export function bucketHeight(seconds: number, bounds: readonly number[]): number {
  const bucket = bounds.findIndex((bound) => seconds <= bound);
  if (bucket === -1) return bounds.length;
  const [lower, upper] = [bounds[bucket - 1] ?? 0, bounds[bucket] ?? 0];
  return bucket + (seconds - lower) / (upper - lower);
}

type Columns = readonly (readonly number[] | null)[];

/** What is drawn: each bucket of each column that holds something. */
export function heatCells(columns: Columns): { readonly column: number; readonly bucket: number; readonly count: number }[] {
  const inColumn = (counts: readonly number[] | null, column: number) => (counts ?? []).map((count, bucket) => ({ column, bucket, count }));
  return columns.flatMap(inColumn).filter(({ count }) => count > 0);
}

/** Runs of columns in which nothing was read. */
export const heatGaps = (columns: Columns): Gap[] => gapsOf(columns.length, (column) => columns[column] !== null);

/** The indexes of the buckets that hold something, with one more on each side where there is one, so that what is empty is not drawn. */
export function bucketSpan(columns: Columns, buckets: number): { readonly from: number; readonly to: number } {
  const used = Array.from({ length: buckets }, (_, bucket) => bucket).filter((bucket) => columns.some((column) => (column?.[bucket] ?? 0) > 0));
  const [first = 0, last = buckets - 1] = [used[0], used.at(-1)];
  return { from: Math.max(0, first - 1), to: Math.min(buckets - 1, last + 1) };
}
