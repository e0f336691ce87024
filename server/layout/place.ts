import { around, type Box, boxAround, collide, costOf, grown, intrudes, type Pull, spotBeside, spotForBox, wayWeight } from './boxes.ts';
import { counted } from './counted.ts';
import { components, type Graph, graph, type Link } from './graph.ts';
import { type Grid, grid, type Place, pointOf, rowHalves } from './grid.ts';
import { aspect, placeAfresh, placeInBox } from './inside.ts';
import { layersOf, mean } from './layers.ts';

export interface LayoutInput {
  readonly nodes: readonly string[];
  readonly links: readonly Link[];
  /** Nodes that have their place, present ones and ones that may return. None of them moves, except with its whole group, where that has no room left. */
  readonly pinned: readonly (readonly [node: string, place: Place])[];
  /** Of present and pinned nodes that stand in a group: which. */
  readonly groups: ReadonlyMap<string, string>;
  /** The group that stands right of all else when it gets its place. */
  readonly outside?: string;
}

interface Layout {
  readonly whole: Graph;
  readonly links: readonly Link[];
  readonly groups: ReadonlyMap<string, string>;
  readonly boxes: Map<string, Box>;
  readonly placed: Map<string, Place>;
  readonly cells: Grid;
}

/** After its callers; without any, before those that it calls; as high as its neighbours are. */
function wantedPlace(node: string, { whole, placed }: Layout): Place | undefined {
  const placesOf = (nodes: readonly string[]) => nodes.flatMap((other) => placed.get(other) ?? []);
  const callers = placesOf(whole.callers(node));
  const callees = placesOf(whole.callees(node));
  const halfRow = mean([...callers, ...callees].map((place) => place.halfRow));
  if (halfRow === undefined) return undefined;
  const column = callers.length > 0 ? Math.max(...callers.map((place) => place.column)) + 1 : Math.min(...callees.map((place) => place.column)) - 1;
  return { column, halfRow: Math.round(halfRow) };
}

function put(node: string, place: Place, { placed, cells }: Layout): void {
  placed.set(node, place);
  cells.take(place);
}

const standsClear = (boxes: Iterable<Box>, place: Place): boolean => ![...boxes].some((box) => intrudes(place, box));

/** New nodes of a part that touches placed ones: the nearest to them first, each at the free place nearest to where it would stand. */
function attach(part: readonly string[], layout: Layout): void {
  const { whole, placed, cells, boxes } = layout;
  const isPlaced = (node: string) => placed.has(node);
  const queue = part.filter((node) => whole.neighbours(node).some(isPlaced));
  const queued = new Set(queue);
  const among = new Set(part);
  for (const node of queue) {
    const wanted = wantedPlace(node, layout) ?? { column: 0, halfRow: 0 };
    const outside = { column: wanted.column, halfRow: cells.extent().halfRows + rowHalves };
    put(node, cells.nearestFree(wanted, (place) => standsClear(boxes.values(), place)) ?? outside, layout);
    for (const next of whole.neighbours(node)) {
      if (placed.has(next) || queued.has(next) || !among.has(next)) continue;
      queued.add(next);
      queue.push(next);
    }
  }
}

const partGap = 2 * rowHalves;

/** Where a part stands free of all others, and the map stays nearest to the shape of a screen. */
function spotFor(part: readonly Place[], { cells, boxes }: Layout): Place {
  const { columns, halfRows } = cells.extent();
  const width = Math.max(...part.map(({ column }) => column)) + 1;
  const height = Math.max(...part.map(({ halfRow }) => halfRow)) + rowHalves;
  const below = { column: 0, halfRow: halfRows === 0 ? 0 : halfRows + partGap - rowHalves };
  const cost = (spot: Place): number => {
    const corner = pointOf({ column: Math.max(columns, spot.column + width), halfRow: Math.max(halfRows, spot.halfRow + height) });
    return Math.max(corner.x / aspect, corner.y);
  };
  const isFree = (place: Place) => standsFree(cells, place) && standsClear(boxes.values(), place);
  let best = below;
  for (let halfRow = 0; halfRow <= halfRows; halfRow += rowHalves) {
    for (let column = 0; column <= columns + 1; column += 1) {
      const spot = { column, halfRow };
      if (cost(spot) < cost(best) && part.every((place) => isFree({ column: column + place.column, halfRow: halfRow + place.halfRow }))) best = spot;
    }
  }
  return best;
}

/** Free, with a column and a row of nothing around it. */
function standsFree(cells: Grid, { column, halfRow }: Place): boolean {
  return [-1, 0, 1].every((aside) => [-rowHalves, 0, rowHalves].every((away) => cells.isFree({ column: column + aside, halfRow: halfRow + away })));
}

function placePart(inPart: ReadonlyMap<string, Place>, layout: Layout): void {
  const spot = spotFor([...inPart.values()], layout);
  for (const [node, { column, halfRow }] of inPart) put(node, { column: spot.column + column, halfRow: spot.halfRow + halfRow }, layout);
}

const shelfColumns = 5;

/** Nodes without any link stand in rows below the rest. */
function placeOnShelf(nodes: readonly string[], layout: Layout): void {
  const { whole, placed, cells, boxes } = layout;
  const linked = [...placed].filter(([node]) => whole.neighbours(node).length > 0).map(([, { halfRow }]) => halfRow);
  const bottoms = [...linked, ...[...boxes.values()].map(({ bottom }) => bottom)];
  const top = bottoms.length === 0 ? 0 : Math.max(...bottoms) + rowHalves + partGap;
  let index = 0;
  for (const node of nodes) {
    let place: Place;
    do {
      place = { column: index % shelfColumns, halfRow: top + Math.floor(index / shelfColumns) * rowHalves };
      index += 1;
    } while (!(cells.isFree(place) && standsClear(boxes.values(), place)));
    put(node, place, layout);
  }
}

/** A new member stands where its group can grow without touching another. False: there is no such place. */
function join(node: string, group: string, layout: Layout): boolean {
  const { boxes, cells, placed, groups } = layout;
  const box = boxes.get(group);
  if (box === undefined) return false;
  const others = [...boxes].filter(([other]) => other !== group).map(([, other]) => other);
  const alone = [...placed].filter(([other]) => !groups.has(other)).map(([, place]) => place);
  const mayGrow = (place: Place) => {
    const wider = grown(box, place);
    return !(others.some((other) => collide(wider, other)) || alone.some((other) => intrudes(other, wider)));
  };
  const middle = { column: Math.round((box.left + box.right) / 2), halfRow: Math.round((box.top + box.bottom) / 2) };
  const place = cells.nearestFree(wantedPlace(node, layout) ?? middle, mayGrow) ?? cells.nearestFree(middle, mayGrow);
  if (place === undefined) return false;
  put(node, place, layout);
  boxes.set(group, grown(box, place));
  return true;
}

type GroupLinks = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** How strongly each group is linked with each other. */
function groupLinks({ links, groups }: Pick<Layout, 'links' | 'groups'>): Map<string, Map<string, number>> {
  const counts = new Map<string, Map<string, number>>();
  for (const [client, server] of links) {
    const [from, to] = [groups.get(client), groups.get(server)];
    if (from === undefined || to === undefined || from === to) continue;
    const row = counts.get(from) ?? new Map<string, number>();
    counts.set(from, row);
    row.set(to, (row.get(to) ?? 0) + 1);
  }
  return counts;
}

/** Groups of which nothing stands yet, callers before callees; each as a whole, at the best spot beside those that stand. */
function placeGroups(members: ReadonlyMap<string, readonly string[]>, layout: Layout): void {
  const calls = groupLinks(layout);
  const linked = [...calls].flatMap(([from, row]) => [...row.keys()].map((to) => [from, to] as const));
  const layers = layersOf(graph([...members.keys()], linked));
  const size = (group: string) => members.get(group)?.length ?? 0;
  const byFlow = [...members.keys()].sort((a, b) => (layers.get(a) ?? 0) - (layers.get(b) ?? 0) || size(b) - size(a) || a.localeCompare(b));
  const bySize = byFlow.toSorted((a, b) => size(b) - size(a));
  const insides = new Map([...members].map(([group, nodes]) => [group, placeInBox(nodes, layout.links)]));
  const shapes = new Map([...insides].map(([group, inside]) => [group, boxAround([...inside.values()])]));
  const spots = bestSpots([byFlow, bySize], shapes, calls, layout);
  for (const [group, inside] of insides) putGroup(group, inside, spots.get(group), layout);
}

function putGroup(group: string, inside: ReadonlyMap<string, Place>, spot: Box | undefined, layout: Layout): void {
  if (spot === undefined) return;
  const shape = boxAround([...inside.values()]);
  for (const [node, { column, halfRow }] of inside) put(node, { column: spot.left + column - shape.left, halfRow: spot.top + halfRow - shape.top }, layout);
  layout.boxes.set(group, spot);
}

/** After all else has its place: it stands right of that. */
function placeOutside(outside: string, nodes: readonly string[], layout: Layout): void {
  const inside = placeInBox(nodes, layout.links);
  const standing = [...layout.boxes.values(), ...lone(layout)];
  const pulls = pullsOf(outside, groupLinks(layout), layout.boxes);
  putGroup(outside, inside, spotBeside(boxAround([...inside.values()]), standing, pulls), layout);
}

/** Beyond so many groups one try has to do: with ways that count little, or the map becomes a ball that leaves half of a screen empty. */
const mostTried = 24;
const leastWeight = wayWeight / 4;
const weightsTried = [wayWeight, wayWeight / 2, leastWeight];

/** One group after the other, in each order and by how much ways count: the tries differ in luck, and the best is taken. */
function bestSpots(orders: readonly (readonly string[])[], shapes: ReadonlyMap<string, Box>, calls: GroupLinks, layout: Layout): Map<string, Box> {
  const tries =
    shapes.size > mostTried
      ? orders.slice(0, 1).map((order) => ({ order, weight: leastWeight }))
      : orders.flatMap((order) => weightsTried.map((weight) => ({ order, weight })));
  let best = new Map<string, Box>();
  let bestCost = Number.POSITIVE_INFINITY;
  for (const { order, weight } of tries) {
    const spots = spotsFor(order, weight, shapes, calls, layout);
    const cost = wholeCost(new Map([...layout.boxes, ...spots]), calls);
    if (cost < bestCost) [best, bestCost] = [spots, cost];
  }
  return best;
}

function spotsFor(order: readonly string[], weight: number, shapes: ReadonlyMap<string, Box>, calls: GroupLinks, layout: Layout): Map<string, Box> {
  const spots = new Map<string, Box>();
  const alone = lone(layout);
  for (const group of order) {
    const shape = shapes.get(group);
    if (shape === undefined) continue;
    const standing = new Map([...layout.boxes, ...spots]);
    spots.set(group, spotForBox(shape, [...standing.values(), ...alone], pullsOf(group, calls, standing), weight));
  }
  return spots;
}

/** The size of the whole, and the mean of what the groups' ways cost. */
function wholeCost(boxes: ReadonlyMap<string, Box>, calls: GroupLinks): number {
  const [first, ...others] = boxes.values();
  if (first === undefined) return 0;
  const extent = others.reduce(around, first);
  const size = costOf(extent, extent, []);
  const ways = [...boxes].map(([group, box]) => costOf(box, extent, pullsOf(group, calls, boxes)) - size);
  return size + ways.reduce((sum, way) => sum + way, 0) / boxes.size;
}

/** Cards that stand in no group, each as a box of its own. */
const lone = ({ placed, groups }: Layout): Box[] => [...placed].filter(([node]) => !groups.has(node)).map(([, place]) => boxAround([place]));

function pullsOf(group: string, calls: GroupLinks, boxes: ReadonlyMap<string, Box>): Pull[] {
  const called = [...(calls.get(group) ?? [])].flatMap(([other, links]) => ({ other, links, called: true }));
  const calling = [...calls].flatMap(([other, row]) => ({ other, links: row.get(group) ?? 0, called: false }));
  return [...called, ...calling].flatMap(({ other, ...pull }) => {
    const box = boxes.get(other);
    return box === undefined || pull.links === 0 ? [] : [{ box, ...pull }];
  });
}

function byGroup(nodes: Iterable<string>, groups: ReadonlyMap<string, string>): Map<string, string[]> {
  const members = new Map<string, string[]>();
  for (const node of nodes) {
    const group = groups.get(node);
    if (group === undefined) continue;
    const list = members.get(group) ?? [];
    members.set(group, list);
    list.push(node);
  }
  return members;
}

/**
 * What has no group: parts that touch what stands are placed by it, others as a whole, nodes without links on a shelf.
 * Single nodes that touch nothing yet are linked to the outside, which stands later: they are kept together.
 */
function placeAlone(nodes: readonly string[], layout: Layout): void {
  const { whole, placed, links } = layout;
  const linked = nodes.filter((node) => whole.neighbours(node).length > 0);
  const single: string[] = [];
  for (const part of components(graph(linked, links))) {
    if (part.some((node) => whole.neighbours(node).some((other) => placed.has(other)))) attach(part, layout);
    else if (part.length === 1) single.push(...part);
    else placePart(placeAfresh(part, links), layout);
  }
  if (single.length > 0) placePart(placeInBox(single, links), layout);
  placeOnShelf(
    nodes.filter((node) => whole.neighbours(node).length === 0),
    layout,
  );
}

/** Places for the nodes that have none, and for those of a group that has to move because it has no room for a new member. */
export function placeNew(input: LayoutInput): Map<string, Place> {
  const { nodes, links, pinned, groups, outside = '' } = input;
  const placed = new Map(pinned);
  const boxes = new Map([...byGroup(placed.keys(), groups)].map(([group, members]) => [group, boxAround(members.flatMap((node) => placed.get(node) ?? []))]));
  const layout: Layout = { whole: graph(nodes, links), links, groups, boxes, placed, cells: grid(placed.values()) };
  const added = counted(nodes.filter((node) => !placed.has(node)));
  const members = byGroup(added, groups);
  const crowded = new Set<string>();
  for (const [group, joining] of members) {
    if (boxes.has(group) && !joining.every((node) => join(node, group, layout))) crowded.add(group);
  }
  if (crowded.size > 0) {
    const moves = (node: string) => crowded.has(groups.get(node) ?? '');
    const moving = pinned.flatMap(([node]) => (moves(node) ? node : []));
    return placeNew({ ...input, nodes: [...new Set([...nodes, ...moving])], pinned: pinned.filter(([node]) => !moves(node)) });
  }
  const waiting = new Map([...members].filter(([group]) => !boxes.has(group)));
  const beyond = waiting.get(outside);
  waiting.delete(outside);
  placeGroups(waiting, layout);
  placeAlone(
    added.filter((node) => !groups.has(node)),
    layout,
  );
  if (beyond !== undefined) placeOutside(outside, beyond, layout);
  const before = new Map(pinned);
  return new Map([...placed].filter(([node]) => !before.has(node)));
}
