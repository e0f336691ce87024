import type { TopologyEdge, TopologyNode } from '#contract/routes.ts';

/** The quick filters that narrow; Sonde's own edges are a switch of their own, because they are hidden by default. */
export const quickFilters = [
  { id: 'unhealthy', label: 'Unhealthy' },
  { id: 'external', label: 'External' },
  { id: 'idle', label: 'No traffic' },
] as const;
export type QuickFilter = (typeof quickFilters)[number]['id'];

export interface Filters {
  readonly find: string;
  readonly quick: ReadonlySet<QuickFilter>;
  /** Whether what does not match is dimmed or left out. */
  readonly rest: 'dim' | 'hide';
  readonly own: boolean;
}

export function readFilters(query: URLSearchParams): Filters {
  const asked = (query.get('show') ?? '').split(',');
  return {
    find: query.get('find') ?? '',
    quick: new Set(quickFilters.map(({ id }) => id).filter((id) => asked.includes(id))),
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

/** Nothing was sent, opened or tried in the window. */
export function isIdle({ l4 }: TopologyEdge): boolean {
  return l4.connectsPerSecond === 0 && l4.failuresPerSecond === 0 && l4.toServerBytesPerSecond === 0 && l4.toClientBytesPerSecond === 0;
}

const wordsOf = (find: string): string[] =>
  find
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');

/** Every word stands in the name, the namespace, the kind or a port that the node listens on. */
function nodeHas(node: TopologyNode, words: readonly string[]): boolean {
  const text = [node.name, node.namespace ?? '', node.kind].join(' ').toLowerCase();
  return words.every((word) => text.includes(word) || node.listening.some(({ port }) => String(port) === word));
}

export interface Ends {
  readonly edge: TopologyEdge;
  readonly client: TopologyNode;
  readonly server: TopologyNode;
}

function edgeHas({ edge, client, server }: Ends, words: readonly string[]): boolean {
  if (nodeHas(client, words) || nodeHas(server, words)) return true;
  return words.every((word) => String(edge.port) === word || edge.transport === word || nodeHas(client, [word]) || nodeHas(server, [word]));
}

/** Ids of what is not well: edges, and nodes by themselves or by an edge of theirs. */
export interface Unwell {
  readonly edges: ReadonlySet<string>;
  readonly nodes: ReadonlySet<string>;
}

/** Ids that are marked, with what is said of each; such as what is different from another moment. */
export interface Highlight {
  readonly nodes: ReadonlyMap<string, string>;
  readonly edges: ReadonlyMap<string, string>;
}

/** What a filter may know beside the thing itself. */
export interface Surroundings {
  readonly unwell: Unwell;
  readonly idle: ReadonlySet<string>;
}

/** Whether a node matches by itself, and whether an edge does; the ends of a matching edge are lit as well. */
export interface Matcher {
  readonly node: (node: TopologyNode) => boolean;
  readonly edge: (ends: Ends) => boolean;
}

function quickMatcher(id: QuickFilter, { unwell, idle }: Surroundings): Matcher {
  switch (id) {
    case 'unhealthy':
      return { node: (node) => unwell.nodes.has(node.id), edge: ({ edge }) => unwell.edges.has(edge.id) };
    case 'external':
      return { node: isExternal, edge: ({ client, server }) => isExternal(client) || isExternal(server) };
    case 'idle':
      return { node: (node) => idle.has(node.id), edge: ({ edge }) => isIdle(edge) };
  }
}

/** All filters together. To add one, add its matcher to the list. */
export function matcherOf(filters: Filters, surroundings: Surroundings): Matcher {
  const words = wordsOf(filters.find);
  const find: Matcher = { node: (node) => nodeHas(node, words), edge: (ends) => edgeHas(ends, words) };
  const matchers = [find, ...[...filters.quick].map((id) => quickMatcher(id, surroundings))];
  return { node: (node) => matchers.every((matcher) => matcher.node(node)), edge: (ends) => matchers.every((matcher) => matcher.edge(ends)) };
}

export const narrows = ({ find, quick }: Filters): boolean => quick.size > 0 || wordsOf(find).length > 0;
