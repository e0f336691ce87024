/** Where each of many rows begins, and, as the last, where they end. */
export function placesOf(count: number, heightAt: (index: number) => number): Float64Array {
  const places = new Float64Array(count + 1);
  for (let at = 0; at < count; at += 1) places[at + 1] = (places[at] ?? 0) + heightAt(at);
  return places;
}

/** The row that lies at a height. */
export function rowAt(places: Float64Array, px: number): number {
  let [low, high] = [0, Math.max(0, places.length - 2)];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((places[middle] ?? 0) <= px) low = middle;
    else high = middle - 1;
  }
  return low;
}

interface Rows {
  readonly first: number;
  /** Without it. */
  readonly last: number;
}

/** The rows that are in sight, and some on both sides. */
export function rowsInSight(places: Float64Array, topPx: number, heightPx: number, spare: number): Rows {
  const count = places.length - 1;
  if (count === 0) return { first: 0, last: 0 };
  return { first: Math.max(0, rowAt(places, topPx) - spare), last: Math.min(count, rowAt(places, topPx + heightPx) + 1 + spare) };
}

interface MeasuredRow {
  readonly key: string;
  readonly height: number;
}

/** Heights that differ from the usual one: of so many rows at the most, for a list that is followed all day. Those that were measured first are measured again. */
const mostHeights = 20_000;
/** Less than that is how a height is rounded. */
const leastPx = 0.5;

/** With what was measured; the same map where nothing is new. */
export function withHeights(known: ReadonlyMap<string, number>, measured: readonly MeasuredRow[], usualPx: number): ReadonlyMap<string, number> {
  const news = measured.filter(({ key, height }) => Math.abs((known.get(key) ?? usualPx) - height) > leastPx);
  if (news.length === 0) return known;
  const all = new Map(known);
  for (const { key, height } of news) all.set(key, height);
  for (const key of all.keys()) {
    if (all.size <= mostHeights) break;
    all.delete(key);
  }
  return all;
}
