import { type Box, contains } from '../layout/geometry.ts';
import { Occupied } from './occupied.ts';

/** Of what stands as a block: where on the screen, and how wide its name is written. */
export interface Nameless {
  readonly box: Box;
  readonly widthPx: number;
  /** Where its name stands else than on the block itself, and from there on to the right. Absent: anywhere, but on no block. */
  readonly home?: Box;
}

const heightPx = 15;
const gapPx = 3;

/** Right of a block, left of it, below and above; of one that has a home on it, and at home below and above. */
function candidates({ box: { left, top, right, bottom }, widthPx, home }: Nameless): Box[] {
  const level = (top + bottom - heightPx) / 2;
  const at = (x: number, y: number): Box => ({ left: x, top: y, right: x + widthPx, bottom: y + heightPx });
  const apart = [at(left, bottom + gapPx), at(left, top - gapPx - heightPx)];
  if (home !== undefined) return [at(left, level), ...apart.filter((one) => contains(home, one))];
  return [at(right + gapPx, level), at(left - gapPx - widthPx, level), ...apart];
}

interface Room {
  readonly obstacles?: Iterable<Box>;
  /** Beyond it nothing would be seen whole. */
  readonly sight?: Box;
}

/** Where the names stand: none on another, on another block that is to be seen or on an obstacle; who finds no room is not named. Who comes first goes first. */
export function placeNames<Of extends Nameless>(blocks: readonly Of[], most: number, { obstacles = [], sight }: Room = {}): ReadonlyMap<Of, Box> {
  const places = new Map<Of, Box>();
  const taken = new Occupied(obstacles);
  for (const { box } of blocks) taken.add(box);
  for (const block of blocks) {
    if (places.size >= most) break;
    const place = candidates(block).find((one) => (sight === undefined || contains(sight, one)) && taken.isFree(one, block.box));
    if (place === undefined) continue;
    places.set(block, place);
    taken.add(place);
  }
  return places;
}
