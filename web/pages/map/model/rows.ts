import { csv } from '#contract/csv.ts';
import { type Key, readSorting, type Sorting, sorted } from '../../../lib/sorting.ts';
import { reasonsText } from '../../../lib/words.ts';
import type { Ends } from '../../../ui/entity/edge-list.tsx';
import { attemptsPerSecond } from '../../../ui/entity/edge-sums.ts';
import { healthOrder, healthWords } from '../../../ui/entity/health.ts';
import { kindWords } from '../../../ui/entity/kind-words.ts';
import type { MapEdge } from './lines.ts';
import type { MapModel, MapNode } from './model.ts';
import { type Sums, sumOf } from './sums.ts';

/** What the map marks it by. */
export interface RowMarks {
  /** An alert fires about it. */
  readonly isAlerted: boolean;
  /** What is said of it where it is new or has changed. */
  readonly mark: string | undefined;
}

export interface EdgeRow extends MapEdge, RowMarks {}

/** A node with what its connections come to. */
interface SummedNode extends Pick<MapNode, 'node'> {
  readonly calledBy: number;
  readonly calls: number;
  /** Of those that lead to it. */
  readonly reached: Sums;
  readonly all: Sums;
}

export interface NodeRow extends SummedNode, RowMarks {}

function summed({ node, inbound, outbound }: MapNode): SummedNode {
  const edgesOf = (ends: readonly Ends[]) => ends.map(({ edge }) => edge);
  return { node, calledBy: inbound.length, calls: outbound.length, reached: sumOf(edgesOf(inbound)), all: sumOf(edgesOf([...inbound, ...outbound])) };
}

const nobody: ReadonlySet<string> = new Set();
const whyOf = ({ health: { reasons } }: Pick<MapEdge['edge'] | MapNode['node'], 'health'>): Key => (reasons.length === 0 ? null : reasonsText(reasons));

/** What the columns of the table twin sort by; the table itself knows how they look. */
const edgeKeys = {
  client: ({ client }: MapEdge): Key => client.name,
  server: ({ server }: MapEdge): Key => server.name,
  port: ({ edge }: MapEdge): Key => edge.port,
  health: ({ edge }: MapEdge): Key => healthOrder.indexOf(edge.health.state),
  why: ({ edge }: MapEdge): Key => whyOf(edge),
  requests: ({ edge }: MapEdge): Key => (edge.l7.seen ? edge.l7.requestsPerSecond : null),
  errors: ({ edge }: MapEdge): Key => edge.l7.errorRatio,
  p99: ({ edge }: MapEdge): Key => edge.l7.p99Seconds,
  connects: ({ edge }: MapEdge): Key => attemptsPerSecond(edge),
  failed: ({ edge }: MapEdge): Key => edge.l4.failureRatio,
  open: ({ edge }: MapEdge): Key => edge.l4.openConnections,
  out: ({ edge }: MapEdge): Key => edge.l4.toServerBytesPerSecond,
  in: ({ edge }: MapEdge): Key => edge.l4.toClientBytesPerSecond,
  rtt: ({ edge }: MapEdge): Key => edge.l4.rttP99Seconds,
} as const;

const nodeKeys = {
  name: ({ node }: SummedNode): Key => node.name,
  kind: ({ node }: SummedNode): Key => node.kind,
  health: ({ node }: SummedNode): Key => healthOrder.indexOf(node.health.state),
  why: ({ node }: SummedNode): Key => whyOf(node),
  ports: ({ node }: SummedNode): Key => node.listening.length,
  in: ({ calledBy }: SummedNode): Key => calledBy,
  out: ({ calls }: SummedNode): Key => calls,
  requests: ({ reached: { requests } }: SummedNode): Key => (requests.seen ? requests.perSecond : null),
  errors: ({ reached }: SummedNode): Key => reached.requests.errorRatio,
  p99: ({ reached }: SummedNode): Key => reached.requests.p99Seconds,
  accepts: ({ reached }: SummedNode): Key => reached.attemptsPerSecond,
  failed: ({ reached }: SummedNode): Key => reached.failureRatio,
  bytes: ({ all }: SummedNode): Key => all.bytesPerSecond,
} as const;

/** What is wrong stands first, however long the table is. */
export const startOf = {
  edges: { column: 'health', falling: false },
  nodes: { column: 'health', falling: false },
} as const satisfies Record<string, Sorting>;

/** The order of those that are equally healthy. */
const withinHealth = {
  edges: { column: 'out', falling: true },
  nodes: { column: 'name', falling: false },
} as const satisfies Record<string, Sorting>;

const nameIn = ({ namespace = '', name }: MapEdge['client']): string => (namespace === '' ? name : `${namespace}/${name}`);

/** What a spreadsheet is told in other words than those that sort. */
const edgeCells: Readonly<Record<string, (row: MapEdge) => Key>> = {
  ...edgeKeys,
  client: ({ client }) => nameIn(client),
  server: ({ server }) => nameIn(server),
  health: ({ edge }) => healthWords[edge.health.state],
};

const nodeCells: Readonly<Record<string, (row: SummedNode) => Key>> = {
  ...nodeKeys,
  name: ({ node }) => nameIn(node),
  kind: ({ node }) => kindWords[node.kind],
  health: ({ node }) => healthWords[node.health.state],
  ports: ({ node }) => [...new Set(node.listening.map(({ port }) => port))].sort((a, b) => a - b).join(' '),
};

/** Which of the two tables, and in which order. */
export interface RowsOrder {
  readonly of: 'edges' | 'nodes';
  /** As it stands in the URL. */
  readonly sort: string | null;
}

/** Which rows of the twin are in sight. */
export interface RowsAsked extends RowsOrder {
  readonly first: number;
  readonly last: number;
}

export interface CsvColumn {
  readonly id: string;
  readonly title: string;
}

export interface Rows {
  readonly of: RowsAsked['of'];
  readonly sort: string | null;
  readonly counts: { readonly edges: number; readonly nodes: number };
  readonly first: number;
  readonly edges: readonly EdgeRow[];
  readonly nodes: readonly NodeRow[];
}

function order<Row>(rows: readonly Row[], keys: Readonly<Record<string, (row: Row) => Key>>, { of, sort }: RowsOrder): readonly Row[] {
  const by = (some: readonly Row[], { column, falling }: Sorting) => {
    const key = keys[column];
    return key === undefined ? some : sorted(some, key, falling);
  };
  const asked = readSorting(sort, Object.keys(keys), startOf[of]);
  return by(asked.column === 'health' ? by(rows, withinHealth[of]) : rows, asked);
}

/** The rows of the table twin: of many only those that are asked for leave the worker, and they stay sorted while nothing changes. */
export class RowBook {
  #edges: { readonly model: MapModel; readonly sort: string | null; readonly rows: readonly MapEdge[] } | undefined;
  #nodes: { readonly model: MapModel; readonly sort: string | null; readonly rows: readonly SummedNode[] } | undefined;

  /** `alerts`: ids of what alerts fire about. */
  window(model: MapModel, asked: RowsAsked, alerts: ReadonlySet<string> = nobody): Rows {
    const { of, sort, first, last } = asked;
    const counts = { edges: model.edges.filter(({ lit }) => lit).length, nodes: model.nodes.filter(({ lit }) => lit).length };
    const marksOf = (id: string): RowMarks => ({ isAlerted: alerts.has(id), mark: model.highlight?.[of].get(id) });
    const edges = of === 'edges' ? this.#edgeRows(model, asked).slice(first, last) : [];
    const nodes = of === 'nodes' ? this.#nodeRows(model, asked).slice(first, last) : [];
    const marked = { edges: edges.map((row) => ({ ...row, ...marksOf(row.edge.id) })), nodes: nodes.map((row) => ({ ...row, ...marksOf(row.node.id) })) };
    return { of, sort, counts, first, ...marked };
  }

  /** All rows as a spreadsheet, with these columns. */
  csv(model: MapModel, asked: RowsOrder, columns: readonly CsvColumn[]): string {
    const cellsOf = <Row>(rows: readonly Row[], cells: Readonly<Record<string, (row: Row) => Key>>) =>
      rows.map((row) => columns.map(({ id }) => cells[id]?.(row) ?? null));
    const body = asked.of === 'edges' ? cellsOf(this.#edgeRows(model, asked), edgeCells) : cellsOf(this.#nodeRows(model, asked), nodeCells);
    return csv([columns.map(({ title }) => title), ...body]);
  }

  #edgeRows(model: MapModel, asked: RowsOrder): readonly MapEdge[] {
    if (this.#edges?.model !== model || this.#edges.sort !== asked.sort) {
      const lit = model.edges.filter((edge) => edge.lit);
      this.#edges = { model, sort: asked.sort, rows: order(lit, edgeKeys, asked) };
    }
    return this.#edges.rows;
  }

  #nodeRows(model: MapModel, asked: RowsOrder): readonly SummedNode[] {
    if (this.#nodes?.model !== model || this.#nodes.sort !== asked.sort) {
      const lit = model.nodes.filter((node) => node.lit);
      this.#nodes = { model, sort: asked.sort, rows: order(lit.map(summed), nodeKeys, asked) };
    }
    return this.#nodes.rows;
  }
}
