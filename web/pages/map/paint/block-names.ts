import { type Box, contains } from '../layout/geometry.ts';
import { Occupied } from './occupied.ts';

/** What stands as a block: where on the screen. */
export interface Block {
  readonly box: Box;
  /** Where its name stands else than on the block itself, and from there on to the right. Absent: anywhere, but on no block. */
  readonly home?: Box;
}

export interface Nameless extends Block {
  /** How wide its name is written. */
  readonly widthPx: number;
}

const heightPx = 15;
const gapPx = 3;

/** Right of a block, left of it, below and above; of one that has a home on it, and at home below and above. */
function candidates({ box: { left, top, right, bottom }, home }: Block, widthPx: number): Box[] {
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

/** Where the names stand: none on another, on another block that is to be seen or on an obstacle. Who is asked for first goes first; what was found stays. */
export class NamePlaces<Of extends Block> {
  readonly #places = new Map<Of, Box | undefined>();
  readonly #taken: Occupied;
  readonly #sight: Box | undefined;

  constructor(blocks: readonly Of[], { obstacles = [], sight }: Room = {}) {
    this.#taken = new Occupied(obstacles);
    this.#sight = sight;
    for (const { box } of blocks) this.#taken.add(box);
  }

  /** Undefined: there is no room for it. `widthPx` is asked for once. */
  placeOf(block: Of, widthPx: () => number): Box | undefined {
    if (this.#places.has(block)) return this.#places.get(block);
    const isFree = (one: Box) => (this.#sight === undefined || contains(this.#sight, one)) && this.#taken.isFree(one, block.box);
    const place = candidates(block, widthPx()).find(isFree);
    this.#places.set(block, place);
    if (place !== undefined) this.#taken.add(place);
    return place;
  }
}

/** The places of as many as there may be, of those that come first; who finds no room is not named. */
export function placeNames<Of extends Nameless>(blocks: readonly Of[], most: number, room: Room = {}): ReadonlyMap<Of, Box> {
  const places = new Map<Of, Box>();
  const names = new NamePlaces(blocks, room);
  for (const block of blocks) {
    if (places.size >= most) break;
    const place = names.placeOf(block, () => block.widthPx);
    if (place !== undefined) places.set(block, place);
  }
  return places;
}
