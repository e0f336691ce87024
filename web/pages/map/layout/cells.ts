import { cardSize, type Enclosure, type Point } from './geometry.ts';

/** Where a card stands in an arrangement that is made here: as far from its neighbours as lines need that pass between. */
export interface Cell {
  readonly column: number;
  readonly row: number;
}

/** So many columns and rows from a first cell on. */
export interface Block extends Cell {
  readonly columns: number;
  readonly rows: number;
}

const columnPx = 220;
const rowPx = 62;
const edgePx = 16;
const headerPx = 44;
/** Between two blocks: room for lines, in height also for a header. */
const columnsApart = 1;
const rowsApart = 2;

/** Width to height that blocks, and what is made of them, aim at. */
const aspect = 1.7;

export const pointOf = ({ column, row }: Cell): Point => ({ x: column * columnPx, y: row * rowPx });

/** How many columns make so many cells the shape of a screen. */
export const columnsFor = (cells: number): number => Math.max(1, Math.round(Math.sqrt((cells * aspect * rowPx) / columnPx)));

/** Its cells, row by row. */
export const cellsOf = ({ column, row, columns, rows }: Block): Cell[] =>
  Array.from({ length: columns * rows }, (_, index) => ({ column: column + (index % columns), row: row + Math.floor(index / columns) }));

export const keyOf = ({ column, row }: Cell): string => `${column} ${row}`;

/** The outline of a group whose cards fill a block. */
export function enclosureOf(block: Block): Omit<Enclosure, 'id'> {
  const { x, y } = pointOf(block);
  return {
    x: x - edgePx,
    y: y - headerPx,
    width: (block.columns - 1) * columnPx + cardSize.width + 2 * edgePx,
    height: (block.rows - 1) * rowPx + cardSize.height + headerPx + edgePx,
  };
}

/** Blocks in rows, in their order, together in the shape of a screen. */
export function inShelves(blocks: readonly Pick<Block, 'columns' | 'rows'>[]): Cell[] {
  const area = blocks.reduce((sum, { columns, rows }) => sum + (columns + columnsApart) * (rows + rowsApart), 0);
  const widest = Math.max(columnsFor(area), ...blocks.map(({ columns }) => columns));
  let [column, row, height] = [0, 0, 0];
  return blocks.map(({ columns, rows }) => {
    if (column > 0 && column + columns > widest) [column, row, height] = [0, row + height + rowsApart, 0];
    const corner = { column, row };
    column += columns + columnsApart;
    height = Math.max(height, rows);
    return corner;
  });
}

function collide(a: Block, b: Block, apart = columnsApart): boolean {
  const aside = a.column < b.column + b.columns + apart && b.column < a.column + a.columns + apart;
  return aside && a.row < b.row + b.rows + rowsApart && b.row < a.row + a.rows + rowsApart;
}

/** Of values that lie evenly between two ends: how far those are from each other. */
function spreadOf(values: readonly number[], middle: number): number {
  return Math.sqrt(12 * mean(values.map((value) => (value - middle) ** 2)));
}

function spreadOver(values: readonly number[], length: number): number[] {
  const middle = mean(values);
  const factor = length / Math.max(spreadOf(values, middle), 1);
  return values.map((value) => between((value - middle) * factor, -length / 2, length / 2));
}

/** The same order of things in the shape of a screen, over the room of so many cells. */
export function asScreen(middles: readonly Point[], cells: number): Point[] {
  const columns = columnsFor(cells);
  const xs = spreadOver(
    middles.map(({ x }) => x),
    (columns - 1) * columnPx,
  );
  const ys = spreadOver(
    middles.map(({ y }) => y),
    (Math.ceil(cells / columns) - 1) * rowPx,
  );
  return xs.map((x, index) => ({ x, y: ys[index] ?? 0 }));
}

const between = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);

interface Wanting extends Pick<Block, 'columns' | 'rows'> {
  /** Where its middle would be, in px. */
  readonly middle: Point;
}

const wishOf = ({ middle, columns, rows }: Wanting): Cell => ({
  column: Math.round(middle.x / columnPx - (columns - 1) / 2),
  row: Math.round(middle.y / rowPx - (rows - 1) / 2),
});

/** Beside, above and below a block, as near to the wish as that leads, and level with its ends. */
function spotsBy(wish: Cell, { columns, rows }: Pick<Block, 'columns' | 'rows'>, block: Block): Cell[] {
  const [left, right] = [block.column - columns - columnsApart, block.column + block.columns + columnsApart];
  const [above, below] = [block.row - rows - rowsApart, block.row + block.rows + rowsApart];
  const levels = [between(wish.row, above, below), block.row, block.row + block.rows - rows];
  const places = [between(wish.column, left, right), block.column, block.column + block.columns - columns];
  return [
    ...levels.flatMap((row) => [
      { column: left, row },
      { column: right, row },
    ]),
    ...places.flatMap((column) => [
      { column, row: above },
      { column, row: below },
    ]),
  ];
}

const distance = (a: Cell, b: Cell): number => Math.hypot((a.column - b.column) * columnPx, (a.row - b.row) * rowPx);

/** Those nearest to the middle of all come first. */
function settleEach(wanting: readonly Wanting[], place: (one: Wanting) => Cell): Cell[] {
  const centre = { x: mean(wanting.map(({ middle }) => middle.x)), y: mean(wanting.map(({ middle }) => middle.y)) };
  const away = ({ middle }: Wanting) => Math.hypot(middle.x - centre.x, middle.y - centre.y);
  const places = new Map([...wanting].sort((a, b) => away(a) - away(b)).map((one) => [one, place(one)]));
  return wanting.map((one) => places.get(one) ?? wishOf(one));
}

/** One row or column larger, towards the shape of a screen, where that comes too near to no other; the gap beside it may get as narrow as a gutter. */
export function grown(block: Block, others: readonly Block[]): Block | undefined {
  const { column, row, columns, rows } = block;
  const larger = [
    { ...block, rows: rows + 1 },
    { ...block, columns: columns + 1 },
    { ...block, column: column - 1, columns: columns + 1 },
    { ...block, row: row - 1, rows: rows + 1 },
  ];
  const amiss = (one: Block) => Math.abs(one.columns - columnsFor(one.columns * one.rows));
  return larger.sort((a, b) => amiss(a) - amiss(b)).find((one) => !others.some((other) => collide(one, other, 0)));
}

/** Each block as near as there is room to where it would be. */
export function settle(wanting: readonly Wanting[]): Cell[] {
  const taken: Block[] = [];
  return settleEach(wanting, (one) => {
    const wish = wishOf(one);
    const spots = [wish, ...taken.flatMap((block) => spotsBy(wish, one, block))].sort((a, b) => distance(a, wish) - distance(b, wish));
    const spot = spots.find((cell) => !taken.some((block) => collide({ ...cell, columns: one.columns, rows: one.rows }, block))) ?? wish;
    taken.push({ ...spot, columns: one.columns, rows: one.rows });
    return spot;
  });
}

/** Cells around one, ring by ring. */
function* around({ column, row }: Cell): Generator<Cell> {
  yield { column, row };
  for (let away = 1; ; away += 1) {
    for (let step = -away; step <= away; step += 1) {
      yield { column: column + step, row: row - away };
      yield { column: column + step, row: row + away };
      if (Math.abs(step) < away) yield { column: column - away, row: row + step };
      if (Math.abs(step) < away) yield { column: column + away, row: row + step };
    }
  }
}

/** Each card in a cell of its own, near to where it would be; they may stand next to each other. */
export function settleCards(middles: readonly Point[]): Cell[] {
  const full = new Set<string>();
  return settleEach(
    middles.map((middle) => ({ middle, columns: 1, rows: 1 })),
    (one) => {
      const wish = wishOf(one);
      for (const cell of around(wish)) {
        if (full.has(keyOf(cell))) continue;
        full.add(keyOf(cell));
        return cell;
      }
      return wish;
    },
  );
}

/** What is taken, and what is kept clear around it. */
export class Taken {
  readonly #cells = new Set<string>();

  constructor(blocks: readonly Block[]) {
    for (const block of blocks) this.add(block);
  }

  add({ column, row, columns, rows }: Block): void {
    const clear = { column: column - columnsApart, row: row - rowsApart, columns: columns + 2 * columnsApart, rows: rows + 2 * rowsApart };
    for (const cell of cellsOf(clear)) this.#cells.add(keyOf(cell));
  }

  /** Where there is room nearest to where something would be. It is taken then. */
  take(one: Wanting): Cell {
    const wish = wishOf(one);
    for (const cell of around(wish)) {
      const block = { ...cell, columns: one.columns, rows: one.rows };
      if (cellsOf(block).some((own) => this.#cells.has(keyOf(own)))) continue;
      this.add(block);
      return cell;
    }
    return wish;
  }
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / Math.max(values.length, 1);
