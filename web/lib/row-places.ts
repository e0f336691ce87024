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
