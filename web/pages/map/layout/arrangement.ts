import type { Topology, TopologyNode } from '#contract/routes.ts';
import { byName } from '../../../lib/sorting.ts';
import { asScreen, type Block, type Cell, cellsOf, columnsFor, enclosureOf, grown, inShelves, keyOf, pointOf, settle, settleCards, Taken } from './cells.ts';
import type { Point } from './geometry.ts';
import { rest, type Spring } from './springs.ts';

/** Along the flow, as the server keeps it for all; or as made here: in rows by name, or linked ones near each other. */
export const arrangements = ['flow', 'grid', 'force'] as const;
export type Arrangement = (typeof arrangements)[number];

export const readArrangement = (query: URLSearchParams): Arrangement => arrangements.find((one) => one === query.get('layout')) ?? 'flow';

/** Of a node, and the group that it was placed in. */
interface Place extends Cell {
  readonly group: string | undefined;
}

interface Standing {
  /** By id of node. */
  readonly places: Map<string, Place>;
  readonly blocks: Map<string, Block>;
}

/** What is placed as one: a group with its members, or a node in none. */
interface Unit {
  readonly id: string;
  readonly name: string;
  readonly isGroup: boolean;
  readonly nodes: readonly TopologyNode[];
}

interface Named {
  readonly name: string;
  readonly id: string;
}

const byNameAndId = (a: Named, b: Named): number => byName(a, b) || (a.id < b.id ? -1 : 1);

/** Groups first, what is outside last of them, then what is in none. */
function unitsOf({ nodes, groups }: Topology): Unit[] {
  const known = new Map(groups.map((group) => [group.id, group]));
  const members = Map.groupBy([...nodes].sort(byNameAndId), ({ group }) => (group !== null && known.has(group) ? group : undefined));
  const order = [...groups].sort((a, b) => Number(a.kind === 'external') - Number(b.kind === 'external') || byNameAndId(a, b));
  const grouped = order.map(({ id, name }) => ({ id, name, isGroup: true, nodes: members.get(id) ?? [] }));
  const alone = (members.get(undefined) ?? []).map((node) => ({ id: node.id, name: node.name, isGroup: false, nodes: [node] }));
  return [...grouped.filter((unit) => unit.nodes.length > 0), ...alone];
}

const inRows = (count: number): Cell[] => {
  const columns = columnsFor(count);
  return Array.from({ length: count }, (_, index) => ({ column: index % columns, row: Math.floor(index / columns) }));
};

/** Beyond it every thing would have to be held against too many others. */
const mostSprung = 400;
const apartPx = 170;
type Link = readonly [client: string, server: string];

function springsOf(links: readonly Link[], indexOf: (node: string) => number | undefined): Spring[] {
  const pulls = new Map<string, { from: number; to: number; pull: number }>();
  for (const [client, server] of links) {
    const [from, to] = [indexOf(client), indexOf(server)];
    if (from === undefined || to === undefined || from === to) continue;
    const key = from < to ? `${from} ${to}` : `${to} ${from}`;
    const known = pulls.get(key);
    if (known === undefined) pulls.set(key, { from, to, pull: 1 });
    else known.pull = Math.min(known.pull + 0.25, 3);
  }
  return [...pulls.values()];
}

/** Links by the unit that both ends stand in, and those between units. */
function linksOf({ edges }: Topology, units: readonly Unit[]): { readonly within: ReadonlyMap<string, readonly Link[]>; readonly between: readonly Link[] } {
  const unitOf = new Map(units.flatMap(({ id, nodes }) => nodes.map((node) => [node.id, id] as const)));
  const between: Link[] = [];
  const within = new Map<string, Link[]>(units.map(({ id }) => [id, []]));
  for (const { client, server } of edges) {
    const unit = unitOf.get(client);
    if (unit !== undefined && unit === unitOf.get(server)) within.get(unit)?.push([client, server]);
    else between.push([client, server]);
  }
  return { within, between };
}

/** For one cell that is taken: so many, for lines and for the shape that the links give. */
const roomy = 1.25;

/** Cells of the members of a group, from anywhere on. */
function inside({ nodes }: Unit, links: readonly Link[], kind: Arrangement): Cell[] {
  if (kind === 'grid' || nodes.length > mostSprung) return inRows(nodes.length);
  const index = new Map(nodes.map(({ id }, at) => [id, at]));
  const sizes = nodes.map(() => 0);
  const springs = springsOf(links, (node) => index.get(node));
  return settleCards(asScreen(rest(sizes, springs, apartPx), nodes.length * roomy));
}

function blockOf(cells: readonly Cell[]): Block {
  const column = Math.min(...cells.map((cell) => cell.column));
  const row = Math.min(...cells.map((cell) => cell.row));
  const columns = Math.max(...cells.map((cell) => cell.column)) - column + 1;
  return { column, row, columns, rows: Math.max(...cells.map((cell) => cell.row)) - row + 1 };
}

/** They give way to each other, and so come to take more room. */
const dense = 0.7;

/** Where the blocks of the units begin. */
function cornersOf(units: readonly Unit[], blocks: readonly Block[], links: readonly Link[], kind: Arrangement): Cell[] {
  if (kind === 'grid' || units.length > mostSprung) return inShelves(blocks);
  const index = new Map(units.flatMap(({ nodes }, at) => nodes.map(({ id }) => [id, at] as const)));
  const sizes = blocks.map((block) => {
    const { width, height } = enclosureOf(block);
    return Math.sqrt(width * height);
  });
  const springs = springsOf(links, (node) => index.get(node));
  const cells = blocks.reduce((sum, { columns, rows }) => sum + (columns + 1) * (rows + 2), 0);
  const middles = asScreen(rest(sizes, springs, apartPx), cells * dense);
  return settle(blocks.map(({ columns, rows }, at) => ({ columns, rows, middle: middles[at] ?? { x: 0, y: 0 } })));
}

/** A unit whose members have these cells, from a corner on. */
function put({ id, isGroup, nodes }: Unit, cells: readonly Cell[], corner: Cell, { places, blocks }: Standing): void {
  const block = blockOf(cells);
  if (isGroup) blocks.set(id, { ...block, ...corner });
  for (const [member, node] of nodes.entries()) {
    const { column, row } = cells[member] ?? block;
    places.set(node.id, { column: corner.column + column - block.column, row: corner.row + row - block.row, group: isGroup ? id : undefined });
  }
}

function afresh(topology: Topology, kind: Arrangement): Standing {
  const units = unitsOf(topology);
  const { within, between } = linksOf(topology, units);
  const insides = units.map((unit) => inside(unit, within.get(unit.id) ?? [], kind));
  const blocks = insides.map(blockOf);
  const corners = cornersOf(units, blocks, between, kind);
  const standing: Standing = { places: new Map(), blocks: new Map() };
  for (const [at, unit] of units.entries()) {
    const [cells, corner] = [insides[at], corners[at]];
    if (cells !== undefined && corner !== undefined) put(unit, cells, corner, standing);
  }
  return standing;
}

const holding = ({ column, row, columns, rows }: Block, cell: Cell): boolean =>
  cell.column >= column && cell.column < column + columns && cell.row >= row && cell.row < row + rows;

/** Groups with all of their places, and each card that stands in none. */
function takenIn({ places, blocks }: Standing): Block[] {
  const isApart = ({ group, ...cell }: Place) => {
    const block = group === undefined ? undefined : blocks.get(group);
    return block === undefined || !holding(block, cell);
  };
  const apart = [...places.values()].filter(isApart);
  return [...blocks.values(), ...apart.map(({ column, row }) => ({ column, row, columns: 1, rows: 1 }))];
}

function freeIn(block: Block, places: Iterable<Cell>): Cell | undefined {
  const taken = new Set([...places].filter((cell) => holding(block, cell)).map(keyOf));
  return cellsOf(block).find((cell) => !taken.has(keyOf(cell)));
}

function middleOf(cells: readonly Cell[]): Point {
  const points = cells.map(pointOf);
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / Math.max(values.length, 1);
  return { x: mean(points.map(({ x }) => x)), y: mean(points.map(({ y }) => y)) };
}

/** A new member takes a free place of its group; a full group grows where there is room, else the member stands beside it. */
function joinGroup(id: string, group: string, standing: Standing, taken: Taken): void {
  const { places, blocks } = standing;
  const block = blocks.get(group);
  if (block === undefined) return;
  let cell = freeIn(block, places.values());
  if (cell === undefined) {
    const others = takenIn(standing).filter((one) => one !== block);
    const larger = grown(block, others) ?? block;
    blocks.set(group, larger);
    taken.add(larger);
    cell = freeIn(larger, places.values()) ?? taken.take({ columns: 1, rows: 1, middle: middleOf(cellsOf(block)) });
  }
  places.set(id, { ...cell, group });
}

/** Near what it is linked with, else near the middle of all. */
function wishFor({ nodes }: Unit, { edges }: Topology, { places }: Standing): Point {
  const own = new Set(nodes.map(({ id }) => id));
  const linked = edges.flatMap(({ client, server }) => (own.has(client) === own.has(server) ? [] : (places.get(own.has(client) ? server : client) ?? [])));
  return middleOf(linked.length > 0 ? linked : [...places.values()]);
}

/** Gives places to what has none; nothing else moves. */
function join(topology: Topology, strangers: readonly TopologyNode[], kind: Arrangement, standing: Standing): void {
  for (const { id } of strangers) standing.places.delete(id);
  const taken = new Taken(takenIn(standing));
  const units = unitsOf(topology);
  const { within } = linksOf(topology, units);
  for (const unit of units) {
    const joining = unit.nodes.filter(({ id }) => !standing.places.has(id));
    if (standing.blocks.has(unit.id)) for (const { id } of joining) joinGroup(id, unit.id, standing, taken);
    else if (joining.length > 0) {
      const cells = inside(unit, within.get(unit.id) ?? [], kind);
      const { columns, rows } = blockOf(cells);
      put(unit, cells, taken.take({ columns, rows, middle: wishFor(unit, topology, standing) }), standing);
    }
  }
}

/** Those that have no place, and those that came into another group. Who is in none any more stays, as long as that group is not on the map. */
function strangersIn({ nodes, groups }: Topology, { places }: Standing): TopologyNode[] {
  const known = new Set(groups.map(({ id }) => id));
  return nodes.filter(({ id, group }) => {
    const place = places.get(id);
    if (place === undefined) return true;
    if (group !== null && known.has(group)) return place.group !== group;
    return place.group !== undefined && known.has(place.group);
  });
}

/** Places that are made here. What stands stays where it stands. */
export class Arranger {
  readonly #standing = new Map<Arrangement, Standing>();

  arrange(topology: Topology, kind: Arrangement): Topology {
    if (kind === 'flow') return topology;
    const { places, blocks } = this.#standingFor(topology, kind);
    const nodes = topology.nodes.map((node) => ({ ...node, ...pointOf(places.get(node.id) ?? { column: 0, row: 0 }) }));
    const groups = topology.groups.map((group) => {
      const block = blocks.get(group.id);
      return block === undefined ? group : { ...group, ...enclosureOf(block) };
    });
    return { ...topology, nodes, groups };
  }

  #standingFor(topology: Topology, kind: Arrangement): Standing {
    const known = this.#standing.get(kind);
    const strangers = known === undefined ? topology.nodes : strangersIn(topology, known);
    if (known !== undefined && strangers.length === 0) return known;
    if (known !== undefined && strangers.length < topology.nodes.length) {
      join(topology, strangers, kind, known);
      return known;
    }
    const standing = afresh(topology, kind);
    this.#standing.set(kind, standing);
    return standing;
  }
}
