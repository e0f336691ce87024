import { type Box, overlaps } from '../layout/geometry.ts';

const cellPx = { width: 64, height: 32 } as const;
/** Further down a cell is shared with one of the next column, which costs time alone: boxes are compared by where they are. */
const mostRows = 10_000;

function forEachCell({ left, top, right, bottom }: Box, see: (cell: number) => void): void {
  for (let column = Math.floor(left / cellPx.width); column <= Math.floor(right / cellPx.width); column += 1) {
    for (let row = Math.floor(top / cellPx.height); row <= Math.floor(bottom / cellPx.height); row += 1) see(column * mostRows + row);
  }
}

/** What is taken, in pixels, found by where it is: with each picture hundreds of names look for room among as many boxes. */
export class Occupied {
  readonly #cells = new Map<number, Box[]>();

  constructor(boxes: Iterable<Box>) {
    for (const box of boxes) this.add(box);
  }

  add(box: Box): void {
    forEachCell(box, (cell) => {
      const there = this.#cells.get(cell);
      if (there === undefined) this.#cells.set(cell, [box]);
      else there.push(box);
    });
  }

  /** `own`: the box that may be covered. */
  isFree(box: Box, own?: Box): boolean {
    let free = true;
    forEachCell(box, (cell) => {
      free &&= this.#cells.get(cell)?.some((other) => other !== own && overlaps(other, box)) !== true;
    });
    return free;
  }
}
