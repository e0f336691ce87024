import { components, type Graph, graph, type Link } from './graph.ts';
import { type Grid, grid, type Place, rowHalves } from './grid.ts';
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

function placePart(part: readonly string[], links: readonly Link[], placed: Map<string, Place>, cells: Grid): void {
  const bottom = cells.bottom();
  const top = bottom === 0 ? 0 : bottom + partGap - rowHalves;
  for (const [node, { column, halfRow }] of placeAfresh(graph(part, links))) {
    const place = { column, halfRow: top + halfRow };
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
