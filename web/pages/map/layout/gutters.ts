import type { Enclosure, Point } from './geometry.ts';
import { Heap } from './heap.ts';

/** Half of the narrowest gutter that the layout leaves between groups, in either direction. */
const asideX = 22;
const asideY = 39;
/** Lines nearer to each other than this are one. */
const apart = 17;
/** What a turn costs, in px of way; what a way costs that others take already; what it costs to come in from the wrong side. */
const turnPx = 160;
const sharedCost = 0.45;
const wrongSidePx = 120;

function linesFrom(values: readonly number[]): number[] {
  const lines: number[] = [];
  for (const value of values.toSorted((a, b) => a - b)) if (value - (lines.at(-1) ?? Number.NEGATIVE_INFINITY) > apart) lines.push(value);
  return lines;
}

function nearest(lines: readonly number[], value: number): number {
  let low = 0;
  let high = lines.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lines[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low > 0 && Math.abs((lines[low - 1] ?? 0) - value) < Math.abs((lines[low] ?? 0) - value) ? low - 1 : low;
}

type Reach = (state: number, cost: number, from: number) => void;

interface Port {
  readonly column: number;
  readonly row: number;
  readonly cost: number;
  /** On the outline itself. */
  readonly at: Point;
}

/** Ways between groups, along the sides of all of them; ways that are taken already are cheap, so that many run together. */
export class Gutters {
  readonly #xs: readonly number[];
  readonly #ys: readonly number[];
  readonly #blocked: { readonly right: Uint8Array; readonly down: Uint8Array };
  readonly #used: { readonly right: Uint16Array; readonly down: Uint16Array };
  readonly #cost: Float64Array;
  readonly #from: Int32Array;
  readonly #seen: Uint32Array;
  #turn = 0;

  constructor(enclosures: readonly Enclosure[]) {
    this.#xs = linesFrom(enclosures.flatMap(({ x, width }) => [x - asideX, x + width + asideX]));
    this.#ys = linesFrom(enclosures.flatMap(({ y, height }) => [y - asideY, y + height + asideY, y + height / 2]));
    const cells = this.#xs.length * this.#ys.length;
    this.#blocked = { right: new Uint8Array(cells), down: new Uint8Array(cells) };
    this.#used = { right: new Uint16Array(cells), down: new Uint16Array(cells) };
    this.#cost = new Float64Array(2 * cells);
    this.#from = new Int32Array(2 * cells);
    this.#seen = new Uint32Array(2 * cells);
    for (const enclosure of enclosures) this.#block(enclosure);
  }

  /** From the side of one to the side of the other; undefined where there is no way. */
  route(client: Enclosure, server: Enclosure): Point[] | undefined {
    const starts = this.#ports(client, 'right');
    const ends = this.#ports(server, 'left');
    const last = this.#search(starts, ends);
    if (last === undefined) return undefined;
    const cells = this.#walkBack(last);
    const [first, end] = [cells[0], cells.at(-1)];
    const start = starts.find(({ column, row }) => this.#cell(column, row) === first);
    const goal = ends.find(({ column, row }) => this.#cell(column, row) === end);
    if (start === undefined || goal === undefined) return undefined;
    const points = cells.map((cell) => this.#point(cell));
    return straightened([{ x: start.at.x, y: points[0]?.y ?? start.at.y }, ...points, { x: goal.at.x, y: points.at(-1)?.y ?? goal.at.y }]);
  }

  #cell(column: number, row: number): number {
    return column * this.#ys.length + row;
  }

  #point(cell: number): Point {
    return { x: this.#xs[Math.floor(cell / this.#ys.length)] ?? 0, y: this.#ys[cell % this.#ys.length] ?? 0 };
  }

  #block({ x, y, width, height }: Enclosure): void {
    const inner = 2;
    const columns = this.#xs.map((value, index) => ({ value, index, next: this.#xs[index + 1] ?? value }));
    const rows = this.#ys.map((value, index) => ({ value, index, next: this.#ys[index + 1] ?? value }));
    const acrossX = columns.filter(({ value, next }) => value < x + width - inner && next > x + inner);
    const acrossY = rows.filter(({ value, next }) => value < y + height - inner && next > y + inner);
    for (const { index: row } of rows.filter(({ value }) => value > y + inner && value < y + height - inner)) {
      for (const { index: column } of acrossX) this.#blocked.right[this.#cell(column, row)] = 1;
    }
    for (const { index: column } of columns.filter(({ value }) => value > x + inner && value < x + width - inner)) {
      for (const { index: row } of acrossY) this.#blocked.down[this.#cell(column, row)] = 1;
    }
  }

  #ports({ x, y, width, height }: Enclosure, better: 'left' | 'right'): Port[] {
    const row = nearest(this.#ys, y + height / 2);
    const atY = this.#ys[row] ?? y;
    const port = (side: 'left' | 'right'): Port => ({
      column: nearest(this.#xs, side === 'right' ? x + width + asideX : x - asideX),
      row,
      cost: side === better ? 0 : wrongSidePx,
      at: { x: side === 'right' ? x + width : x, y: atY },
    });
    return [port('right'), port('left')];
  }

  /** A*: over cells and the direction in which one came to them. Returns the last state. */
  #search(starts: readonly Port[], ends: readonly Port[]): number | undefined {
    this.#turn += 1;
    const open = new Heap();
    const goals = new Map(ends.map(({ column, row, cost }) => [this.#cell(column, row), cost]));
    const hope = this.#hopeFor(ends);
    const reach = (state: number, cost: number, from: number) => {
      if (this.#seen[state] === this.#turn && cost >= (this.#cost[state] ?? 0) - 1e-6) return;
      this.#seen[state] = this.#turn;
      this.#cost[state] = cost;
      this.#from[state] = from;
      open.push(cost + hope(state >> 1), state);
    };
    for (const { column, row, cost } of starts) reach(2 * this.#cell(column, row), cost, -1);
    return this.#settle(open, goals, hope, reach);
  }

  /** Takes the cheapest first until no other can end cheaper. */
  #settle(open: Heap, goals: ReadonlyMap<number, number>, hope: (cell: number) => number, reach: Reach): number | undefined {
    let best: { readonly state: number; readonly cost: number } | undefined;
    for (let next = open.pop(); next !== undefined && next.cost < (best?.cost ?? Number.POSITIVE_INFINITY); next = open.pop()) {
      const cost = this.#cost[next.item] ?? 0;
      if (next.cost > cost + hope(next.item >> 1) + 1e-6) continue;
      const total = cost + (goals.get(next.item >> 1) ?? Number.POSITIVE_INFINITY) + (next.item & 1) * turnPx;
      if (total < (best?.cost ?? Number.POSITIVE_INFINITY)) best = { state: next.item, cost: total };
      this.#expand(next.item, cost, reach);
    }
    return best?.state;
  }

  #hopeFor(ends: readonly Port[]): (cell: number) => number {
    const xs = ends.map(({ column }) => this.#xs[column] ?? 0);
    const [left, right, y] = [Math.min(...xs), Math.max(...xs), this.#ys[ends[0]?.row ?? 0] ?? 0];
    return (cell) => {
      const at = this.#point(cell);
      return sharedCost * (Math.max(left - at.x, at.x - right, 0) + Math.abs(at.y - y));
    };
  }

  #expand(state: number, cost: number, reach: Reach): void {
    const cell = state >> 1;
    const rows = this.#ys.length;
    const column = Math.floor(cell / rows);
    const row = cell % rows;
    const step = (to: number, way: 'right' | 'down', key: number, length: number) => {
      if (this.#blocked[way][key] === 1) return;
      const direction = way === 'right' ? 0 : 1;
      const turned = (state & 1) === direction ? 0 : turnPx;
      reach(2 * to + direction, cost + length * ((this.#used[way][key] ?? 0) > 0 ? sharedCost : 1) + turned, state);
    };
    const x = this.#xs[column] ?? 0;
    const y = this.#ys[row] ?? 0;
    if (column + 1 < this.#xs.length) step(cell + rows, 'right', cell, (this.#xs[column + 1] ?? x) - x);
    if (column > 0) step(cell - rows, 'right', cell - rows, x - (this.#xs[column - 1] ?? x));
    if (row + 1 < rows) step(cell + 1, 'down', cell, (this.#ys[row + 1] ?? y) - y);
    if (row > 0) step(cell - 1, 'down', cell - 1, y - (this.#ys[row - 1] ?? y));
  }

  /** The cells from the first to the last, whose ways are taken from now on. */
  #walkBack(last: number): number[] {
    const rows = this.#ys.length;
    const cells: number[] = [];
    for (let state = last; state >= 0; state = this.#from[state] ?? -1) {
      const cell = state >> 1;
      const after = cells.at(-1);
      if (after !== undefined) {
        const way = Math.abs(after - cell) === 1 && rows > 1 ? this.#used.down : this.#used.right;
        const key = Math.min(after, cell);
        way[key] = (way[key] ?? 0) + 1;
      }
      cells.push(cell);
    }
    return cells.reverse();
  }
}

/** Without points on a straight line, and without the same one twice. */
function straightened(points: readonly Point[]): Point[] {
  const kept: Point[] = [];
  for (const point of points) {
    const [before, last] = [kept.at(-2), kept.at(-1)];
    if (last !== undefined && last.x === point.x && last.y === point.y) continue;
    const straight = before !== undefined && last !== undefined && ((before.x === last.x && last.x === point.x) || (before.y === last.y && last.y === point.y));
    if (straight) kept.pop();
    kept.push(point);
  }
  return kept;
}
