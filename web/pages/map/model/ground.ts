import type { Topology, TopologyNode } from '#contract/routes.ts';
import type { Ends } from '../../../ui/entity/edge-list.tsx';
import { isExternal, isIdle, isUnhealthy, type QuickFilter, type Unwell } from './filters.ts';
import { linesOf, type MapLine } from './lines.ts';

/** What of a topology does not depend on the filters: made once for each answer of the server. */
export interface Ground {
  readonly topology: Topology;
  readonly nodes: readonly TopologyNode[];
  readonly edges: readonly Ends[];
  readonly lines: readonly MapLine[];
  readonly inbound: ReadonlyMap<string, readonly Ends[]>;
  readonly outbound: ReadonlyMap<string, readonly Ends[]>;
  readonly unwell: Unwell;
  /** Ids of the nodes that have no traffic. */
  readonly idle: ReadonlySet<string>;
  readonly windowSeconds: number;
  readonly counts: Readonly<Record<Exclude<QuickFilter, 'changed'> | 'own', number>>;
}

export function endsOf(topology: Topology): Ends[] {
  const nodes = new Map(topology.nodes.map((node) => [node.id, node]));
  return topology.edges.flatMap((edge) => {
    const client = nodes.get(edge.client);
    const server = nodes.get(edge.server);
    return client === undefined || server === undefined ? [] : [{ edge, client, server }];
  });
}

function grouped(edges: readonly Ends[], end: 'client' | 'server'): Map<string, Ends[]> {
  const groups = new Map<string, Ends[]>();
  for (const ends of edges) {
    const group = groups.get(ends.edge[end]);
    if (group === undefined) groups.set(ends.edge[end], [ends]);
    else group.push(ends);
  }
  return groups;
}

/** Sonde's own nodes that nobody else talks to, and what only Sonde talks to. */
function ownNodes(topology: Topology, edges: readonly Ends[]): Set<string> {
  const others = new Set<string>();
  const touched = new Set<string>();
  for (const { edge } of edges) {
    for (const end of [edge.client, edge.server]) {
      touched.add(end);
      if (!edge.own) others.add(end);
    }
  }
  const alone = ({ id, own, listening }: TopologyNode) => !others.has(id) && (own || (touched.has(id) && listening.length === 0));
  return new Set(topology.nodes.filter(alone).map(({ id }) => id));
}

const isBad = ({ state }: MapLine): boolean => state === 'warning' || state === 'critical';

/** An edge with few attempts may be fine by itself and yet fail in a pair that does not do well. */
function unwellOf(nodes: readonly TopologyNode[], lines: readonly MapLine[]): Unwell {
  const edges = new Set<string>();
  const unwell = new Set(nodes.filter(isUnhealthy).map(({ id }) => id));
  for (const line of lines) {
    for (const edge of line.edges) {
      if (!(isUnhealthy(edge) || (isBad(line) && edge.l4.failuresPerSecond + edge.l7.errorsPerSecond > 0))) continue;
      edges.add(edge.id);
      unwell.add(edge.client).add(edge.server);
    }
  }
  return { edges, nodes: unwell };
}

const shownOf = ({ edges }: Pick<Topology, 'edges'>, own: boolean): number => (own ? edges : edges.filter((edge) => !edge.own)).length;

/** How many edges there would be more without the scope: those of the whole map that are not on the scoped one. */
export const outOfScope = (whole: Pick<Topology, 'edges'>, scoped: Pick<Topology, 'edges'>, own: boolean): number => shownOf(whole, own) - shownOf(scoped, own);

/** How long its rates are over: a window may be watched in part; of one that is not there are none. */
export const ratedSeconds = ({ watchedSeconds, from, to }: Pick<Topology, 'watchedSeconds' | 'from' | 'to'>): number =>
  watchedSeconds || (Date.parse(to) - Date.parse(from)) / 1000;

/** Without `own`, Sonde's own connections and what has no others are left out. */
export function groundOf(topology: Topology, own: boolean): Ground {
  const everyEdge = endsOf(topology);
  const hidden = own ? new Set<string>() : ownNodes(topology, everyEdge);
  const edges = own ? everyEdge : everyEdge.filter(({ edge }) => !edge.own);
  const nodes = own ? topology.nodes : topology.nodes.filter(({ id }) => !hidden.has(id));
  const windowSeconds = ratedSeconds(topology);
  const lines = linesOf(
    edges.map((ends) => ({ ...ends, lit: true })),
    windowSeconds,
  );
  const unwell = unwellOf(nodes, lines);
  const busy = new Set(edges.flatMap(({ edge }) => (isIdle(edge) ? [] : [edge.client, edge.server])));
  const idle = new Set(nodes.flatMap(({ id }) => (busy.has(id) ? [] : [id])));
  const counts = {
    unhealthy: unwell.nodes.size,
    external: nodes.filter(isExternal).length,
    idle: idle.size,
    own: everyEdge.filter(({ edge }) => edge.own).length,
  };
  return { topology, nodes, edges, lines, inbound: grouped(edges, 'server'), outbound: grouped(edges, 'client'), unwell, idle, windowSeconds, counts };
}
