import { matches } from '#contract/find/match.ts';
import { type Find, parseFind } from '#contract/find/parse.ts';
import type { TopologyEdge, TopologyNode } from '#contract/routes.ts';
import type { Ends } from '../../ui/edge-list.tsx';
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

/** Everything, Sonde's own as well. */
export const noFilters: Filters = { find: '', asked: { terms: [], errors: [] }, quick: new Set(), rest: 'dim', own: true };

export function writeQuick(quick: ReadonlySet<QuickFilter>): string | undefined {
  return quick.size === 0 ? undefined : [...quick].join(',');
}

export const isExternal = ({ kind }: TopologyNode): boolean => kind === 'external' || kind === 'internet' || kind === 'private';

export function isUnhealthy({ health }: { readonly health: TopologyNode['health'] }): boolean {
  return health.state === 'warning' || health.state === 'critical';
}

/** Nothing was sent, opened or tried in the window. */
/** What passes an open unix socket nobody sees: that it is idle is not known either. */
export function isIdle({ l4, transport }: TopologyEdge): boolean {
  if (transport === 'unix') return l4.openConnections === 0;
  return l4.connectsPerSecond === 0 && l4.failuresPerSecond === 0 && l4.toServerBytesPerSecond === 0 && l4.toClientBytesPerSecond === 0;
}

/** Ids of what is not well: edges, and nodes by themselves or by an edge of theirs. */
export interface Unwell {
  readonly edges: ReadonlySet<string>;
  readonly nodes: ReadonlySet<string>;
}

const edgeIs: Readonly<Record<QuickFilter, (ends: Ends, unwell: Unwell, changed?: Changed) => boolean>> = {
  unhealthy: ({ edge }, unwell) => unwell.edges.has(edge.id),
  external: ({ client, server }) => isExternal(client) || isExternal(server),
  idle: ({ edge }) => isIdle(edge),
  changed: ({ edge }, _unwell, changed) => changed?.edges.has(edge.id) ?? true,
};

export function edgeMatches(ends: Ends, filters: Filters, unwell: Unwell): boolean {
  return matches(filters.asked, edgeFindable(ends)) && [...filters.quick].every((id) => edgeIs[id](ends, unwell, filters.changed));
}

/** A node with the edges that lead to it. */
interface Reached {
  readonly node: TopologyNode;
  readonly inbound: readonly TopologyEdge[];
}

/** A node by itself; the ends of a matching edge are lit as well. */
export function nodeMatches({ node, inbound }: Reached, traffic: boolean, filters: Filters, unwell: Unwell): boolean {
  const nodeIs: Readonly<Record<QuickFilter, boolean>> = {
    unhealthy: unwell.nodes.has(node.id),
    external: isExternal(node),
    idle: !traffic,
    changed: filters.changed?.nodes.has(node.id) ?? true,
  };
  return matches(filters.asked, nodeFindable(node, inbound)) && [...filters.quick].every((id) => nodeIs[id]);
}

export const narrows = ({ asked, quick }: Filters): boolean => quick.size > 0 || asked.terms.length > 0;
