/** How many observations each bucket took, by its upper bound (`le`); cumulative, as Prometheus exposes them. */
export type Buckets = ReadonlyMap<number, number>;

/** The upper bound that the label `le` of a bucket says. */
export const boundOf = (le: string): number => (le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le));

/** As Prometheus' histogram_quantile(): linear within a bucket; beyond the last finite bound, that bound. Null without observations. */
export function quantile(q: number, buckets: Buckets): number | null {
  const bounds = [...buckets].sort(([a], [b]) => a - b);
  const all = bounds.at(-1)?.[1] ?? 0;
  if (all === 0) return null;
  const rank = q * all;
  let lower = 0;
  let below = 0;
  for (const [upper, count] of bounds) {
    if (count >= rank) return upper === Number.POSITIVE_INFINITY ? lower : lower + ((upper - lower) * (rank - below)) / (count - below);
    lower = upper;
    below = count;
  }
  return lower;
}
