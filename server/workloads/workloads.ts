import type { Topology, TopologyEdge, TopologyNode, Workload, WorkloadDetail, Workloads as WorkloadsReply } from '#contract/routes.ts';
import { detailed } from '../answers/detailed.ts';
import { type Prepared, prepare } from '../answers/prepared.ts';
import { ProblemError } from '../problem.ts';
import type { Prometheus } from '../store/prometheus.ts';
import type { RecordStore } from '../store/store.ts';
import type { Maps } from '../topology/maps.ts';
import { addTotals } from '../topology/requests.ts';
import { type Range, upToNow } from '../topology/window.ts';
import { inboundRequests } from './inbound.ts';

export interface WorkloadsOptions {
  readonly maps: Maps;
  readonly prometheus: Prometheus;
  readonly records: RecordStore;
}

/** What runs, as a list and one by one: the map, read from the side of its nodes. */
export interface Workloads {
  list(range: Range): Promise<Prepared<WorkloadsReply>>;
  detail(id: string, range: Range): Promise<Prepared<WorkloadDetail>>;
}

const workloadsKept = 64;
const eventLimit = 100;

/** The others are addresses, not things that run. */
const runs = ({ kind }: TopologyNode): boolean => kind === 'process' || kind === 'systemd' || kind === 'container';

function directionOf(edges: readonly TopologyEdge[]): Workload['in'] {
  const openConnections = edges.reduce((sum, { l4 }) => sum + l4.openConnections, 0);
  return { ...addTotals(edges.map(({ l7 }) => l7)), openConnections, edges: edges.length };
}

function workloadOf(node: TopologyNode, inbound: readonly TopologyEdge[], outbound: readonly TopologyEdge[]): Workload {
  return { ...node, in: directionOf(inbound), out: directionOf(outbound) };
}

function listFrom({ at, from, to, stale, nodes, edges }: Topology): WorkloadsReply {
  const inbound = Map.groupBy(edges, ({ server }) => server);
  const outbound = Map.groupBy(edges, ({ client }) => client);
  const workloads = nodes.filter(runs).map((node) => workloadOf(node, inbound.get(node.id) ?? [], outbound.get(node.id) ?? []));
  return { at, from, to, stale, workloads };
}

function withPeer(edges: readonly TopologyEdge[], end: 'client' | 'server', { nodes }: Topology): WorkloadDetail['inbound'] {
  return edges.flatMap((edge) => {
    const peer = nodes.find(({ id }) => id === edge[end]);
    return peer === undefined ? [] : [{ ...edge, peer }];
  });
}

export function workloads({ maps, prometheus, records }: WorkloadsOptions): Workloads {
  const lists = new WeakMap<Prepared<Topology>, Promise<Prepared<WorkloadsReply>>>();
  const details = detailed<WorkloadDetail>(workloadsKept);
  const detailFrom = async (topology: Topology, id: string): Promise<WorkloadDetail> => {
    const { at, from, to, stale, nodes, edges } = topology;
    const node = nodes.find((one) => one.id === id);
    if (node === undefined) throw new ProblemError(404, `no workload ${id} between ${from} and ${to}`);
    const inbound = edges.filter(({ server }) => server === id);
    const outbound = edges.filter(({ client }) => client === id);
    const window = { fromMs: Date.parse(from), toMs: Date.parse(to) };
    const [requests, events] = await Promise.all([
      inboundRequests(prometheus, node, inbound, window),
      records.query({ ...upToNow(window), limit: eventLimit, identities: [id] }),
    ]);
    return {
      at,
      from,
      to,
      stale,
      workload: workloadOf(node, inbound, outbound),
      requests,
      inbound: withPeer(inbound, 'client', topology),
      outbound: withPeer(outbound, 'server', topology),
      events,
    };
  };
  return {
    list: async (range) => {
      const map = await maps.of(range);
      const known = lists.get(map) ?? prepare(listFrom(map.value));
      lists.set(map, known);
      return await known;
    },
    detail: async (id, range) => {
      const { value: topology, etag } = await maps.of(range);
      const keepMs = maps.keepMs({ fromMs: Date.parse(topology.from), toMs: Date.parse(topology.to) });
      return await details.get({ words: JSON.stringify([id, range.from, range.to]), exact: `${id} ${etag}`, keepMs }, () => detailFrom(topology, id));
    },
  };
}
