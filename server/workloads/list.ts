import type { Confidence } from '#contract/requests.ts';
import type { Topology, TopologyEdge, TopologyNode, Workload, Workloads as WorkloadsReply } from '#contract/routes.ts';
import { type Used, useOf } from '../history/identity.ts';
import { addTotals } from '../topology/requests.ts';

/** The others are addresses, not things that run. */
const runs = ({ kind }: TopologyNode): boolean => kind === 'process' || kind === 'systemd' || kind === 'container';

function directionOf(edges: readonly TopologyEdge[]): Workload['in'] {
  const openConnections = edges.reduce((sum, { l4 }) => sum + l4.openConnections, 0);
  return { ...addTotals(edges.map(({ l7 }) => l7)), openConnections, edges: edges.length };
}

interface Around {
  readonly inbound: readonly TopologyEdge[];
  readonly outbound: readonly TopologyEdge[];
  readonly used: ReadonlyMap<string, Used>;
}

export function workloadOf(node: TopologyNode, { inbound, outbound, used }: Around): Workload {
  return { ...node, in: directionOf(inbound), out: directionOf(outbound), use: useOf(used, node.id) };
}

const full: Confidence = { state: 'full', lostRatio: 0, reasons: [] };

/** What makes the counts of some edges lower bounds makes their sums so too. */
export function believed(edges: readonly TopologyEdge[]): Confidence {
  return edges.find(({ l7 }) => l7.confidence.state !== 'full')?.l7.confidence ?? full;
}

/** All that run, from the map. */
export function workloadList({ at, from, to, watchedSeconds, stale, nodes, edges }: Topology, used: ReadonlyMap<string, Used>): WorkloadsReply {
  const inbound = Map.groupBy(edges, ({ server }) => server);
  const outbound = Map.groupBy(edges, ({ client }) => client);
  const workloads = nodes.filter(runs).map((node) => workloadOf(node, { inbound: inbound.get(node.id) ?? [], outbound: outbound.get(node.id) ?? [], used }));
  return { at, from, to, watchedSeconds, stale, confidence: believed(edges), workloads };
}
