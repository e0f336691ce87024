import type { Box } from '../layout/geometry.ts';

/** Of what stands as a block: who it is, where on the screen, and how wide its name is written. */
export interface Nameless {
  readonly box: Box;
  readonly widthPx: number;
}

const heightPx = 15;
const gapPx = 3;

const overlaps = (one: Box, other: Box): boolean => one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;

/** Right of a block, left of it, below and above. */
function candidates({ box: { left, top, right, bottom }, widthPx }: Nameless): Box[] {
  const level = (top + bottom - heightPx) / 2;
  const at = (x: number, y: number): Box => ({ left: x, top: y, right: x + widthPx, bottom: y + heightPx });
  return [at(right + gapPx, level), at(left - gapPx - widthPx, level), at(left, bottom + gapPx), at(left, top - gapPx - heightPx)];
}

/** Where the names stand: none on another, on a block that is to be seen or on an obstacle; who finds no room is not named. Healthy blocks give way. */
export function placeNames<Of extends Nameless>(blocks: readonly Of[], most: number, obstacles: readonly Box[] = []): ReadonlyMap<Of, Box> {
  const places = new Map<Of, Box>();
  for (const block of blocks) {
    if (places.size >= most) break;
    const taken = [...obstacles, ...places.values(), ...blocks.map(({ box }) => box)];
    const place = candidates(block).find((one) => !taken.some((other) => overlaps(one, other)));
    if (place !== undefined) places.set(block, place);
  }
  return places;
}
