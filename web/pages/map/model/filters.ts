import { matches } from '#contract/find/match.ts';
import { parseFind } from '#contract/find/parse.ts';
import type { Find } from '#contract/find/term.ts';
import type { TopologyEdge, TopologyNode } from '#contract/routes.ts';
import type { Ends } from '../../../ui/entity/edge-list.tsx';
import type { Changed } from './changed.ts';
import { edgeFindable, mapFields, nodeFindable } from './map-fields.ts';

/** The quick filters that narrow; Sonde's own edges are a switch of their own, because they are hidden by default. */
export const quickFilters = [
  { id: 'unhealthy', label: 'Unhealthy' },
  { id: 'external', label: 'External' },
  { id: 'idle', label: 'No traffic' },
  { id: 'changed', label: 'Changed' },
] as const;
export type QuickFilter = (typeof quickFilters)[number]['id'];

export interface Filters {
  readonly find: string;
  /** What `find` says. */
  readonly asked: Find;
  readonly quick: ReadonlySet<QuickFilter>;
  /** Whether what does not match is dimmed or left out. */
  readonly rest: 'dim' | 'hide';
  readonly own: boolean;
  /** What is different from an earlier moment; absent while that is not known, when nothing is left out for being the same. */
  readonly changed?: Changed;
}

/** The keys of the URL that hold them. */
export const filterKeys = ['find', 'show', 'rest', 'own'] as const;

export function readFilters(query: URLSearchParams): Filters {
  const shown = (query.get('show') ?? '').split(',');
  const find = query.get('find') ?? '';
  return {
    find,
    asked: parseFind(find, mapFields),
    quick: new Set(quickFilters.map(({ id }) => id).filter((id) => shown.includes(id))),
    rest: query.get('rest') === 'hide' ? 'hide' : 'dim',
    own: query.get('own') === '1',
  };
}

export function writeQuick(quick: ReadonlySet<QuickFilter>): string | undefined {
  return quick.size === 0 ? undefined : [...quick].join(',');
}

export const isExternal = ({ kind }: TopologyNode): boolean => kind === 'external' || kind === 'internet' || kind === 'private';

export function isUnhealthy({ health }: { readonly health: TopologyNode['health'] }): boolean {
  return health.state === 'warning' || health.state === 'critical';
}

/** Nothing was sent, opened or tried in the window. What passes an open unix socket nobody sees: that it is idle is not known either. */
export function isIdle({ l4, transport }: TopologyEdge): boolean {
  if (transport === 'unix') return l4.openConnections === 0;
  return l4.connectsPerSecond === 0 && l4.failuresPerSecond === 0 && l4.toServerBytesPerSecond === 0 && l4.toClientBytesPerSecond === 0;
}

/** Ids of what is not well: edges, and nodes by themselves or by an edge of theirs. */
export interface Unwell {
  readonly edges: ReadonlySet<string>;
  readonly nodes: ReadonlySet<string>;
}

/** What a filter may know beside the thing itself. */
export interface Surroundings {
  readonly unwell: Unwell;
  readonly idle: ReadonlySet<string>;
  /** The edges that lead to a node, by its id. */
  readonly inbound: ReadonlyMap<string, readonly Ends[]>;
}

/** Whether a node matches by itself, and whether an edge does; the ends of a matching edge are lit as well. */
export interface Matcher {
  readonly node: (node: TopologyNode) => boolean;
  readonly edge: (ends: Ends) => boolean;
}

function quickMatcher(id: QuickFilter, changed: Changed | undefined, { unwell, idle }: Surroundings): Matcher {
  switch (id) {
    case 'unhealthy':
      return { node: (node) => unwell.nodes.has(node.id), edge: ({ edge }) => unwell.edges.has(edge.id) };
    case 'external':
      return { node: isExternal, edge: ({ client, server }) => isExternal(client) || isExternal(server) };
    case 'idle':
      return { node: (node) => idle.has(node.id), edge: ({ edge }) => isIdle(edge) };
    case 'changed':
      return { node: (node) => changed?.nodes.has(node.id) ?? true, edge: ({ edge }) => changed?.edges.has(edge.id) ?? true };
  }
}

function findMatcher(asked: Find, { inbound }: Surroundings): Matcher {
  const reaching = (id: string) => (inbound.get(id) ?? []).map(({ edge }) => edge);
  return {
    node: (node) => matches(asked, nodeFindable(node, reaching(node.id))),
    edge: (ends) => matches(asked, edgeFindable(ends)),
  };
}

/** All filters together. To add one, add its matcher to the list. */
export function matcherOf({ asked, quick, changed }: Filters, surroundings: Surroundings): Matcher {
  const matchers = [...[...quick].map((id) => quickMatcher(id, changed, surroundings)), findMatcher(asked, surroundings)];
  return { node: (node) => matchers.every((matcher) => matcher.node(node)), edge: (ends) => matchers.every((matcher) => matcher.edge(ends)) };
}

export const narrows = ({ asked, quick }: Filters): boolean => quick.size > 0 || asked.terms.length > 0;
