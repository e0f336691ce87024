import type { Topology, TopologyGroup, TopologyNode } from '#contract/routes.ts';
import type { Ends } from '../../../ui/entity/edge-list.tsx';
import type { Highlight } from './changed.ts';
import { type Filters, matcherOf, narrows, type QuickFilter } from './filters.ts';
import { type Ground, groundOf } from './ground.ts';
import { linesOf, type MapEdge, type MapLine, relit } from './lines.ts';

/** What the map and its table show, after the filters. */
export interface MapModel {
  readonly groups: readonly TopologyGroup[];
  readonly nodes: readonly MapNode[];
  readonly edges: readonly MapEdge[];
  readonly lines: readonly MapLine[];
  /** How many nodes match the filters themselves; absent while nothing narrows. */
  readonly found: number | undefined;
  /** How many nodes there are before the filters. */
  readonly total: number;
  /** Of what is not known there is no count. */
  readonly counts: Readonly<Record<QuickFilter | 'own', number | undefined>>;
  readonly windowSeconds: number;
  /** What is marked on top of all else; it narrows nothing. */
  readonly highlight: Highlight | undefined;
}

export interface MapNode {
  readonly node: TopologyNode;
  readonly inbound: readonly Ends[];
  readonly outbound: readonly Ends[];
  readonly lit: boolean;
}

interface Lit {
  readonly edges: readonly MapEdge[];
  readonly lines: readonly MapLine[];
  /** Ids of the nodes that match by themselves; absent while nothing narrows. */
  readonly itself: ReadonlySet<string> | undefined;
  readonly nodes: ReadonlySet<string> | undefined;
}

function litOf(ground: Ground, filters: Filters): Lit {
  if (!narrows(filters)) return { edges: ground.edges.map((ends) => ({ ...ends, lit: true })), lines: ground.lines, itself: undefined, nodes: undefined };
  const matcher = matcherOf(filters, ground);
  const edges = ground.edges.map((ends) => ({ ...ends, lit: matcher.edge(ends) }));
  const itself = new Set(ground.nodes.filter((node) => matcher.node(node)).map(({ id }) => id));
  const nodes = new Set(itself);
  const litEdges = new Set<string>();
  for (const { edge, lit } of edges) {
    if (!lit) continue;
    litEdges.add(edge.id);
    nodes.add(edge.client).add(edge.server);
  }
  const lines = ground.lines.map((line) =>
    relit(
      line,
      line.edges.some(({ id }) => litEdges.has(id)),
    ),
  );
  return { edges, lines, itself, nodes };
}

/** The topology as the filters leave it. Pure: runs in the map's worker. */
export function modelOf(ground: Ground, filters: Filters, highlight?: Highlight): MapModel {
  const { edges, lines, itself, nodes } = litOf(ground, filters);
  const all = ground.nodes.map((node) => ({
    node,
    inbound: ground.inbound.get(node.id) ?? [],
    outbound: ground.outbound.get(node.id) ?? [],
    lit: nodes?.has(node.id) ?? true,
  }));
  const hides = filters.rest === 'hide' && itself !== undefined;
  const shownEdges = hides ? edges.filter(({ lit }) => lit) : edges;
  const { windowSeconds, topology } = ground;
  const { changed } = filters;
  const counts = { ...ground.counts, changed: changed && ground.nodes.filter(({ id }) => changed.nodes.has(id)).length };
  return {
    groups: topology.groups,
    nodes: hides ? all.filter(({ lit }) => lit) : all,
    edges: shownEdges,
    lines: hides ? linesOf(shownEdges, windowSeconds) : lines,
    found: itself?.size,
    total: ground.nodes.length,
    counts,
    windowSeconds,
    highlight,
  };
}

export function mapModel(topology: Topology, filters: Filters): MapModel {
  return modelOf(groundOf(topology, filters.own), filters);
}
