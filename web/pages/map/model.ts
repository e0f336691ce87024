import type { Topology, TopologyNode } from '#contract/routes.ts';
import type { Ends } from '../../ui/edge-list.tsx';
import { edgeMatches, type Filters, isExternal, isIdle, isUnhealthy, narrows, nodeMatches, type QuickFilter, type Unwell } from './filters.ts';
import { linesOf, type MapEdge, type MapLine } from './lines.ts';
import { valuesOn } from './map-fields.ts';

export interface MapNode {
  readonly node: TopologyNode;
  readonly inbound: readonly Ends[];
  readonly outbound: readonly Ends[];
  readonly lit: boolean;
}

/** What the map and its table show, after the filters. */
export interface MapModel {
  readonly nodes: readonly MapNode[];
  readonly edges: readonly MapEdge[];
  readonly lines: readonly MapLine[];
  /** How many nodes match the filters themselves; absent while nothing narrows. */
  readonly found: number | undefined;
  /** How many nodes there are before the filters. */
  readonly total: number;
  /** Of what is not known there is no count. */
  readonly counts: Readonly<Record<QuickFilter | 'own', number | undefined>>;
  /** The values of a field that there are, for who types a filter. */
  readonly valuesOf: (field: string) => readonly string[];
}

function endsOf(topology: Topology): Ends[] {
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
  const endsIn = (some: readonly Ends[]) => new Set(some.flatMap(({ edge }) => [edge.client, edge.server]));
  const others = endsIn(edges.filter(({ edge }) => !edge.own));
  const touched = endsIn(edges);
  const alone = ({ id, own, listening }: TopologyNode) => !others.has(id) && (own || (touched.has(id) && listening.length === 0));
  return new Set(topology.nodes.filter(alone).map(({ id }) => id));
}

const isBad = ({ state }: MapLine): boolean => state === 'warning' || state === 'critical';

/** An edge with few attempts may be fine by itself and yet fail in a pair that does not do well. */
function unwellOf(nodes: readonly TopologyNode[], edges: readonly Ends[], windowSeconds: number): Unwell {
  const lines = linesOf(
    edges.map((ends) => ({ ...ends, lit: true })),
    windowSeconds,
  );
  const bad = lines.flatMap((line) =>
    line.edges.filter((edge) => isUnhealthy(edge) || (isBad(line) && edge.l4.failuresPerSecond + edge.l7.errorsPerSecond > 0)),
  );
  const ends = bad.flatMap(({ client, server }) => [client, server]);
  return { edges: new Set(bad.map(({ id }) => id)), nodes: new Set([...ends, ...nodes.filter(isUnhealthy).map(({ id }) => id)]) };
}

function counted(nodes: readonly TopologyNode[], unwell: Unwell, idle: (node: TopologyNode) => boolean, own: number): Omit<MapModel['counts'], 'changed'> {
  return {
    unhealthy: unwell.nodes.size,
    external: nodes.filter(isExternal).length,
    idle: nodes.filter(idle).length,
    own,
  };
}

export function mapModel(topology: Topology, filters: Filters): MapModel {
  const everyEdge = endsOf(topology);
  const own = ownNodes(topology, everyEdge);
  const edges = filters.own ? everyEdge : everyEdge.filter(({ edge }) => !edge.own);
  const nodes = filters.own ? topology.nodes : topology.nodes.filter(({ id }) => !own.has(id));
  const outbound = grouped(edges, 'client');
  const inbound = grouped(edges, 'server');
  const hasTraffic = ({ id }: TopologyNode) => [...(inbound.get(id) ?? []), ...(outbound.get(id) ?? [])].some(({ edge }) => !isIdle(edge));
  const windowSeconds = (Date.parse(topology.to) - Date.parse(topology.from)) / 1000;
  const unwell = unwellOf(nodes, edges, windowSeconds);
  const counts = {
    ...counted(nodes, unwell, (node) => !hasTraffic(node), everyEdge.filter(({ edge }) => edge.own).length),
    changed: filters.changed && nodes.filter(({ id }) => filters.changed?.nodes.has(id)).length,
  };
  const litEdges = edges.map((ends) => ({ ...ends, lit: edgeMatches(ends, filters, unwell) }));
  const litEnds = new Set(litEdges.filter(({ lit }) => lit).flatMap(({ edge }) => [edge.client, edge.server]));
  const itself = new Set(
    nodes
      .filter((node) => nodeMatches({ node, inbound: (inbound.get(node.id) ?? []).map(({ edge }) => edge) }, hasTraffic(node), filters, unwell))
      .map(({ id }) => id),
  );
  const all = nodes.map((node) => ({
    node,
    inbound: inbound.get(node.id) ?? [],
    outbound: outbound.get(node.id) ?? [],
    lit: itself.has(node.id) || litEnds.has(node.id),
  }));
  const keep = <Item extends { readonly lit: boolean }>(items: readonly Item[]) =>
    filters.rest === 'hide' && narrows(filters) ? items.filter(({ lit }) => lit) : items;
  const shown = keep(litEdges);
  return {
    nodes: keep(all),
    edges: shown,
    lines: linesOf(shown, windowSeconds),
    found: narrows(filters) ? itself.size : undefined,
    total: nodes.length,
    counts,
    valuesOf: (field) =>
      valuesOn(
        nodes,
        edges.map(({ edge }) => edge),
        field,
      ),
  };
}
