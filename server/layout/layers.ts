import { counted } from './counted.ts';
import type { Graph } from './graph.ts';

/** An order of all nodes in which as few links as a depth-first search can manage point backward. */
function flowOrder({ nodes, callers, callees }: Graph): string[] {
  const done: string[] = [];
  const state = new Set<string>();
  const roots = [...nodes].sort((a, b) => callers(a).length - callers(b).length || a.localeCompare(b));
  for (const root of roots) {
    if (state.has(root)) continue;
    state.add(root);
    const path = [{ node: root, next: 0, out: [...callees(root)].sort() }];
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const child = top.out[top.next];
      top.next += 1;
      if (child === undefined) {
        done.push(top.node);
        path.pop();
      } else if (!state.has(child)) {
        state.add(child);
        path.push({ node: child, next: 0, out: [...callees(child)].sort() });
      }
    }
  }
  return done.reverse();
}

/**
 * The layer of each node: one after the last of its callers (longest path), without the links that close a cycle.
 * A node that nobody calls stands right before the first that it calls.
 */
export function layersOf(graph: Graph): Map<string, number> {
  const order = flowOrder(graph);
  const at = new Map(order.map((node, index) => [node, index]));
  const isBefore = (a: string, b: string) => (at.get(a) ?? 0) < (at.get(b) ?? 0);
  const layers = new Map<string, number>();
  for (const node of order) {
    const before = graph.callers(node).filter((caller) => isBefore(caller, node));
    layers.set(node, Math.max(0, ...before.map((caller) => (layers.get(caller) ?? 0) + 1)));
  }
  for (const node of order) {
    const after = graph.callees(node).filter((callee) => isBefore(node, callee));
    if (after.length === 0 || graph.callers(node).some((caller) => isBefore(caller, node))) continue;
    layers.set(node, Math.min(...after.map((callee) => (layers.get(callee) ?? 1) - 1)));
  }
  return layers;
}

/** Beyond it a layer is folded into several columns, so that a star does not become a ladder. */
const rowsPerColumn = 14;

/** Columns of nodes from left to right, in each from top to bottom, with few crossings (barycentres, swept both ways). */
export function columnsOf(graph: Graph): string[][] {
  const layers = layersOf(graph);
  const rows: string[][] = [];
  for (const node of counted(graph.nodes)) {
    const layer = layers.get(node) ?? 0;
    const row = rows[layer] ?? [];
    rows[layer] = row;
    row.push(node);
  }
  const ordered = rows.filter((row) => row !== undefined);
  for (let sweep = 0; sweep < 4; sweep += 1) {
    sortLayers(ordered, graph.callers);
    sortLayers([...ordered].reverse(), graph.callees);
  }
  sortLayers(ordered, graph.callers);
  return ordered.flatMap(folded);
}

/** Sorts each layer by the mean height of its neighbours; heights are shares of a layer, so that layers of all sizes compare. */
function sortLayers(layers: readonly string[][], neighbours: (node: string) => readonly string[]): void {
  const height = new Map<string, number>();
  const measure = (layer: readonly string[]) => {
    layer.forEach((node, index) => {
      height.set(node, (index + 0.5) / layer.length);
    });
  };
  layers.forEach(measure);
  for (const layer of layers) {
    const wanted = new Map(layer.map((node) => [node, mean(neighbours(node).map((other) => height.get(other) ?? 0)) ?? height.get(node) ?? 0]));
    layer.sort((a, b) => (wanted.get(a) ?? 0) - (wanted.get(b) ?? 0));
    measure(layer);
  }
}

function folded(layer: readonly string[]): string[][] {
  const columns = Math.ceil(layer.length / rowsPerColumn);
  return Array.from({ length: columns }, (_, column) => layer.filter((_node, index) => index % columns === column));
}

export function mean(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}
