import { csv } from '#contract/csv.ts';
import { wordFinder } from '#contract/find/words.ts';
import type { Confidence } from '#contract/requests.ts';
import type { Workload, Workloads } from '#contract/routes.ts';
import { type Clusters, isInScope, type Scope } from '../../../lib/scope.ts';
import { type Key, type Sorting, sorted } from '../../../lib/sorting.ts';
import { healthOrder, healthWords } from '../../../ui/entity/health.ts';
import { kindWords } from '../../../ui/entity/kind-words.ts';

/** A workload, and how much the counts of its requests can be believed. */
export interface Row extends Workload {
  readonly believed: Confidence['state'];
}

/** Without requests there is no rate: what is not seen is not zero. */
export const asked = ({ in: { requestsPerSecond, errorRatio } }: Workload): number | null => (errorRatio === null ? null : requestsPerSecond);

export const ports = ({ listening }: Workload): number[] => [...new Set(listening.map(({ port }) => port))].sort((a, b) => a - b);

/** What the columns sort by; the table itself knows how they look. */
const keys = {
  name: ({ name }) => name,
  health: ({ health }) => healthOrder.indexOf(health.state),
  kind: ({ kind }) => kind,
  namespace: ({ namespace }) => namespace ?? null,
  hosts: ({ hosts }) => hosts.join(' '),
  rate: asked,
  errors: ({ in: { errorRatio } }) => errorRatio,
  p99: ({ in: { p99Seconds } }) => p99Seconds,
  cpu: ({ use }) => use.cpuCores,
  memory: ({ use }) => use.memoryBytes,
  callers: (workload) => workload.in.edges,
  calls: ({ out }) => out.edges,
  open: (workload) => workload.in.openConnections,
  ports: (workload) => ports(workload)[0] ?? null,
} as const satisfies Record<string, (workload: Workload) => Key>;

export type ColumnId = keyof typeof keys;

const keyOf = (column: string): ((workload: Workload) => Key) | undefined => (keys as Readonly<Record<string, (workload: Workload) => Key>>)[column];

/** What typing looks through. */
const textOf = ({ name, namespace = '', kind, hosts, health, listening }: Workload): string =>
  [name, namespace, kindWords[kind], ...hosts, healthWords[health.state], ...health.reasons, ...listening.map(({ port }) => port)].join(' ');

const failing = ({ in: { requestsPerSecond, errorRatio } }: Workload): number => requestsPerSecond * (errorRatio ?? 0);

/** Which workloads, and in which order. */
export interface Order {
  readonly scope: Scope;
  readonly clusters: Clusters;
  /** Sonde's own, too. */
  readonly own: boolean;
  /** What was typed. */
  readonly find: string;
  readonly sort: Sorting;
}

/** Which of them are in sight. */
export interface Asked extends Order {
  readonly first: number;
  readonly last: number;
}

export interface CsvColumn {
  readonly id: string;
  readonly title: string;
}

/** How many there are, by what leaves some of them out. */
export interface Counts {
  readonly inScope: number;
  /** Those of the scope that are Sonde's own. */
  readonly own: number;
  /** Those of the scope that may be shown. */
  readonly shown: number;
  /** Those of them that are not well. */
  readonly bad: number;
  /** Those of them that have what was typed. */
  readonly found: number;
}

export interface Rows {
  readonly counts: Counts;
  readonly first: number;
  readonly rows: readonly Row[];
}

interface Ordered {
  readonly counts: Counts;
  readonly workloads: readonly Workload[];
}

function ordered(all: readonly Workload[], { scope, clusters, own, find, sort }: Order): Ordered {
  const inScope = all.filter((workload) => isInScope(workload, scope, clusters));
  const shown = own ? inScope : inScope.filter((workload) => !workload.own);
  const isFound = wordFinder(find);
  const found = find === '' ? shown : shown.filter((workload) => isFound(textOf(workload)));
  const counts = {
    inScope: inScope.length,
    own: inScope.filter((workload) => workload.own).length,
    shown: shown.length,
    bad: shown.filter(({ health: { state } }) => state === 'critical' || state === 'warning').length,
    found: found.length,
  };
  // Of those that are equal the ones where most fails stand first.
  const byFailing = found.toSorted((a, b) => failing(b) - failing(a));
  return { counts, workloads: sorted(byFailing, keyOf(sort.column) ?? (() => null), sort.falling) };
}

/** The rows of one answer of the server: of many only those that are asked for leave the worker, and they stay in order while it is the same that is asked. */
export class RowBook {
  readonly #reply: Workloads;
  #last: { readonly order: string; readonly ordered: Ordered } | undefined;

  constructor(reply: Workloads) {
    this.#reply = reply;
  }

  /** As many as are asked for; the last of them where they do not reach so far. */
  window(window: Asked): Rows {
    const { counts, workloads } = this.#ordered(window);
    const many = window.last - window.first;
    const first = Math.max(0, Math.min(window.first, workloads.length - many));
    const believed = this.#reply.confidence.state;
    return { counts, first, rows: workloads.slice(first, first + many).map((workload) => ({ ...workload, believed })) };
  }

  /** All rows as a spreadsheet, with these columns. */
  csv(order: Order, columns: readonly CsvColumn[]): string {
    const { workloads } = this.#ordered(order);
    return csv([columns.map(({ title }) => title), ...workloads.map((workload) => columns.map(({ id }) => keyOf(id)?.(workload) ?? null))]);
  }

  #ordered(order: Order): Ordered {
    const { scope, clusters, own, find, sort } = order;
    const text = JSON.stringify([scope, [...clusters], own, find, sort]);
    if (this.#last?.order !== text) this.#last = { order: text, ordered: ordered(this.#reply.workloads, order) };
    return this.#last.ordered;
  }
}
