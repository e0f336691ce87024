import type { Topology, TopologyNode } from '#contract/routes.ts';
import { byName } from '../../../lib/sorting.ts';
import { asScreen, type Block, type Cell, columnsFor, enclosureOf, inShelves, pointOf, settle, settleCards } from './cells.ts';
import { rest, type Spring } from './springs.ts';

/** Along the flow, as the server keeps it for all; or as made here: in rows by name, or linked ones near each other. */
export const arrangements = ['flow', 'grid', 'force'] as const;
export type Arrangement = (typeof arrangements)[number];

export const readArrangement = (query: URLSearchParams): Arrangement => arrangements.find((one) => one === query.get('layout')) ?? 'flow';

interface Standing {
  readonly cells: Map<string, Cell>;
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
function corners(units: readonly Unit[], blocks: readonly Block[], links: readonly Link[], kind: Arrangement): Cell[] {
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

function afresh(topology: Topology, kind: Arrangement): Standing {
  const units = unitsOf(topology);
  const { within, between } = linksOf(topology, units);
  const insides = units.map((unit) => inside(unit, within.get(unit.id) ?? [], kind));
  const blocks = insides.map(blockOf);
  const places = corners(units, blocks, between, kind);
  const standing: Standing = { cells: new Map(), blocks: new Map() };
  for (const [at, { id, isGroup, nodes }] of units.entries()) {
    const [block, place] = [blocks[at], places[at]];
    if (block === undefined || place === undefined) continue;
    if (isGroup) standing.blocks.set(id, { ...block, ...place });
    for (const [member, node] of nodes.entries()) {
      const cell = insides[at]?.[member] ?? block;
      standing.cells.set(node.id, { column: place.column + cell.column - block.column, row: place.row + cell.row - block.row });
    }
  }
  return standing;
}

/** A new member takes a free place of its group. False: there is none. */
function join({ id, group }: TopologyNode, { cells, blocks }: Standing): boolean {
  const block = group === null ? undefined : blocks.get(group);
  if (block === undefined) return false;
  const taken = new Set([...cells.values()].map(({ column, row }) => `${column} ${row}`));
  for (let row = block.row; row < block.row + block.rows; row += 1) {
    for (let column = block.column; column < block.column + block.columns; column += 1) {
      if (taken.has(`${column} ${row}`)) continue;
      cells.set(id, { column, row });
      return true;
    }
  }
  return false;
}

/** Places that are made here. What stands stays where it stands, as long as what is new finds room. */
export class Arranger {
  readonly #standing = new Map<Arrangement, Standing>();

  arrange(topology: Topology, kind: Arrangement): Topology {
    if (kind === 'flow') return topology;
    const known = this.#standing.get(kind);
    const fits = known !== undefined && topology.nodes.every((node) => known.cells.has(node.id) || join(node, known));
    const standing = fits ? known : afresh(topology, kind);
    this.#standing.set(kind, standing);
    const nodes = topology.nodes.map((node) => ({ ...node, ...pointOf(standing.cells.get(node.id) ?? { column: 0, row: 0 }) }));
    const groups = topology.groups.map((group) => {
      const block = standing.blocks.get(group.id);
      return block === undefined ? group : { ...group, ...enclosureOf(block) };
    });
    return { ...topology, nodes, groups };
  }
}
