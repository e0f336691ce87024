import { type Graph, graph, type Link } from './graph.ts';
import { type Place, pointOf, rowHalves } from './grid.ts';
import { columnsOf, mean } from './layers.ts';

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

/** Layers from left to right, each node level with its neighbours. */
function layered(part: Graph): Map<string, Place> {
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

/** Width to height that maps, and what is packed in them, aim at. */
export const aspect = 1.7;
const flattest = 4.5;
const steepest = 0.35;
/** Beyond it layers say nothing any more that a person could follow. */
const mostLayered = 120;

/** In rows of equal length, in the order of the flow. */
function inRows(nodes: readonly string[]): Map<string, Place> {
  const { x: columnPx } = pointOf({ column: 1, halfRow: 0 });
  const { y: rowPx } = pointOf({ column: 0, halfRow: rowHalves });
  const columns = Math.max(1, Math.ceil(Math.sqrt((nodes.length * aspect * rowPx) / columnPx)));
  return new Map(nodes.map((node, index) => [node, { column: index % columns, halfRow: Math.floor(index / columns) * rowHalves }]));
}

function shapeOf(places: Iterable<Place>): number {
  const points = [...places].map(pointOf);
  const { x: columnPx } = pointOf({ column: 1, halfRow: 0 });
  const { y: rowPx } = pointOf({ column: 0, halfRow: rowHalves });
  return (Math.max(...points.map(({ x }) => x)) + columnPx) / (Math.max(...points.map(({ y }) => y)) + rowPx);
}

/** A part of the graph of which nothing is placed yet, from column 0 and half row 0 on. */
export function placeAfresh(nodes: readonly string[], links: readonly Link[]): Map<string, Place> {
  return layered(graph(nodes, links));
}

/** The same for a group: its box is to fit on a screen with others. */
export function placeInBox(nodes: readonly string[], links: readonly Link[]): Map<string, Place> {
  const part = graph(nodes, links);
  const flow = () => columnsOf(part).flat();
  if (nodes.length > mostLayered) return inRows(flow());
  const places = layered(part);
  const shape = shapeOf(places.values());
  return nodes.length > 6 && (shape > flattest || shape < steepest) ? inRows(flow()) : places;
}
