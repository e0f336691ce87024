import { components, type Graph, graph, type Link } from './graph.ts';
import { type Grid, grid, type Place, pointOf, rowHalves } from './grid.ts';
import { columnsOf, mean } from './layers.ts';

export interface LayoutInput {
  readonly nodes: readonly string[];
  readonly links: readonly Link[];
  /** Nodes that have their place, present ones and ones that may return. None of them moves. */
  readonly pinned: readonly (readonly [node: string, place: Place])[];
}

/** Heights as near to the wanted ones as an order and a distance of one row allow: isotonic regression, by pooling neighbours that collide. */
export function spread(wanted: readonly number[]): number[] {
  const blocks: { sum: number; size: number }[] = [];
  wanted.forEach((height, index) => {
    let block = { sum: height - rowHalves * index, size: 1 };
    for (let above = blocks.at(-1); above !== undefined && above.sum / above.size > block.sum / block.size; above = blocks.at(-1)) {
      block = { sum: block.sum + above.sum, size: block.size + above.size };
      blocks.pop();
    }
    blocks.push(block);
  });
  const heights = blocks.flatMap(({ sum, size }) => Array.from({ length: size }, () => Math.round(sum / size)));
  return heights.map((height, index) => height + rowHalves * index);
}

/** A part of the graph of which nothing is placed yet: layers from left to right, each node level with its neighbours. */
function placeAfresh(part: Graph): Map<string, Place> {
  const columns = columnsOf(part);
  const heights = new Map(columns.flatMap((column) => column.map((node, index) => [node, index * rowHalves] as const)));
  const align = (column: readonly string[]) => {
    const wanted = column.map((node) => mean(part.neighbours(node).map((other) => heights.get(other) ?? 0)) ?? heights.get(node) ?? 0);
    spread(wanted).forEach((height, index) => {
      heights.set(column[index] ?? '', height);
    });
  };
  for (let sweep = 0; sweep < 3; sweep += 1) {
    columns.forEach(align);
    columns.toReversed().forEach(align);
  }
  const top = Math.min(...heights.values());
  const place = (node: string, column: number): [string, Place] => [node, { column, halfRow: (heights.get(node) ?? top) - top }];
  return new Map(columns.flatMap((nodes, column) => nodes.map((node) => place(node, column))));
}

/** After its callers; without any, before those that it calls; as high as its neighbours are. */
function wantedPlace(node: string, whole: Graph, placed: ReadonlyMap<string, Place>): Place {
  const placesOf = (nodes: readonly string[]) => nodes.flatMap((other) => placed.get(other) ?? []);
  const callers = placesOf(whole.callers(node));
  const callees = placesOf(whole.callees(node));
  const column = callers.length > 0 ? Math.max(...callers.map((place) => place.column)) + 1 : Math.min(...callees.map((place) => place.column)) - 1;
  return { column, halfRow: Math.round(mean([...callers, ...callees].map(({ halfRow }) => halfRow)) ?? 0) };
}

/** New nodes of a part that touches placed ones: the nearest to them first, each at the free place nearest to where it would stand. */
function attach(part: readonly string[], whole: Graph, placed: Map<string, Place>, cells: Grid): void {
  const isPlaced = (node: string) => placed.has(node);
  const queue = part.filter((node) => whole.neighbours(node).some(isPlaced));
  const queued = new Set(queue);
  for (const node of queue) {
    const place = cells.nearestFree(wantedPlace(node, whole, placed));
    placed.set(node, place);
    cells.take(place);
    for (const next of whole.neighbours(node)) {
      if (placed.has(next) || queued.has(next)) continue;
      queued.add(next);
      queue.push(next);
    }
  }
}

const partGap = 2 * rowHalves;
/** Width to height of the map that parts are packed to. */
const aspect = 1.7;

/** Where a part stands free of all others, and the map stays nearest to the shape of a screen. */
function spotFor(part: readonly Place[], cells: Grid): Place {
  const { columns, halfRows } = cells.extent();
  const width = Math.max(...part.map(({ column }) => column)) + 1;
  const height = Math.max(...part.map(({ halfRow }) => halfRow)) + rowHalves;
  const below = { column: 0, halfRow: halfRows === 0 ? 0 : halfRows + partGap - rowHalves };
  const cost = (spot: Place): number => {
    const corner = pointOf({ column: Math.max(columns, spot.column + width), halfRow: Math.max(halfRows, spot.halfRow + height) });
    return Math.max(corner.x / aspect, corner.y);
  };
  let best = below;
  for (let halfRow = 0; halfRow <= halfRows; halfRow += rowHalves) {
    for (let column = 0; column <= columns + 1; column += 1) {
      const spot = { column, halfRow };
      if (cost(spot) < cost(best) && part.every((place) => standsFree(cells, { column: column + place.column, halfRow: halfRow + place.halfRow }))) best = spot;
    }
  }
  return best;
}

/** Free, with a column and a row of nothing around it. */
function standsFree(cells: Grid, { column, halfRow }: Place): boolean {
  return [-1, 0, 1].every((aside) => [-rowHalves, 0, rowHalves].every((away) => cells.isFree({ column: column + aside, halfRow: halfRow + away })));
}

function placePart(part: readonly string[], links: readonly Link[], placed: Map<string, Place>, cells: Grid): void {
  const inPart = placeAfresh(graph(part, links));
  const spot = spotFor([...inPart.values()], cells);
  for (const [node, { column, halfRow }] of inPart) {
    const place = { column: spot.column + column, halfRow: spot.halfRow + halfRow };
    placed.set(node, place);
    cells.take(place);
  }
}

const shelfColumns = 5;

/** Nodes without any link stand in rows below the rest. */
function placeOnShelf(nodes: readonly string[], top: number, placed: Map<string, Place>, cells: Grid): void {
  let index = 0;
  for (const node of nodes) {
    let place: Place;
    do {
      place = { column: index % shelfColumns, halfRow: top + Math.floor(index / shelfColumns) * rowHalves };
      index += 1;
    } while (!cells.isFree(place));
    placed.set(node, place);
    cells.take(place);
  }
}

/** Places for the nodes that have none. */
export function placeNew({ nodes, links, pinned }: LayoutInput): Map<string, Place> {
  const before = new Map(pinned);
  const placed = new Map(pinned);
  const cells = grid(placed.values());
  const whole = graph(nodes, links);
  const added = nodes.filter((node) => !before.has(node)).sort();
  const linked = added.filter((node) => whole.neighbours(node).length > 0);
  const present = nodes.filter((node) => before.has(node) && whole.neighbours(node).length > 0);
  for (const part of components(graph(linked, links))) {
    if (part.some((node) => whole.neighbours(node).some((other) => before.has(other)))) attach(part, whole, placed, cells);
    else placePart(part, links, placed, cells);
  }
  const rows = [...present, ...linked].map((node) => placed.get(node)?.halfRow ?? 0);
  const shelfTop = rows.length === 0 ? 0 : Math.max(...rows) + rowHalves + partGap;
  placeOnShelf(
    added.filter((node) => whole.neighbours(node).length === 0),
    shelfTop,
    placed,
    cells,
  );
  return new Map([...placed].filter(([node]) => !before.has(node)));
}
