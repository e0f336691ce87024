import type { Identity } from '#contract/identity.ts';
import type { Topology, TopologyEdge, TopologyNode, WorkloadDetail } from '#contract/routes.ts';
import { withoutEmptyNamespace } from '#contract/workload-id.ts';
import { detailed } from '../answers/detailed.ts';
import { soonOr } from '../answers/patience.ts';
import type { Body, Prepared } from '../answers/prepared.ts';
import { history, stepsIn } from '../history/draw.ts';
import { type Used, usedIn } from '../history/identity.ts';
import { ProblemError } from '../problem.ts';
import type { Prometheus } from '../store/prometheus.ts';
import type { RecordStore } from '../store/store.ts';
import type { MadeMap } from '../topology/map-maker.ts';
import type { Maps } from '../topology/maps.ts';
import { type Range, upToNow, type Window } from '../topology/window.ts';
import { latencyHistory, workloadCharts } from './charts.ts';
import { inboundRequests } from './inbound.ts';
import { believed, workloadOf } from './list.ts';

export interface WorkloadsOptions {
  readonly maps: Maps;
  readonly prometheus: Prometheus;
  readonly records: RecordStore;
  readonly intervalSeconds: number;
}

/** What runs, as a list and one by one: the map, read from the side of its nodes. */
export interface Workloads {
  list(range: Range): Promise<Body>;
  detail(id: string, range: Range): Promise<Prepared<WorkloadDetail>>;
}

const workloadsKept = 64;
const eventLimit = 100;
/** A list is given for the one after it while that is made, unless it is older than this. */
const lateMs = 60_000;

const windowOf = ({ from, to }: Pick<Topology, 'from' | 'to'>): Window => ({ fromMs: Date.parse(from), toMs: Date.parse(to) });
const identityOf = ({ kind, name, namespace = '' }: TopologyNode): Identity => ({ kind, name, namespace });

function withPeer(edges: readonly TopologyEdge[], end: 'client' | 'server', { nodes }: Topology): WorkloadDetail['inbound'] {
  return edges.flatMap((edge) => {
    const peer = nodes.find(({ id }) => id === edge[end]);
    return peer === undefined ? [] : [{ ...edge, peer }];
  });
}

export function workloads({ maps, prometheus, records, intervalSeconds }: WorkloadsOptions): Workloads {
  const lists = new WeakMap<MadeMap, Promise<Body>>();
  const details = detailed<WorkloadDetail>(workloadsKept);
  const detailFrom = async (topology: Topology, asked: string): Promise<WorkloadDetail> => {
    const { at, from, to, stale, nodes, edges } = topology;
    const node = nodes.find((one) => one.id === asked) ?? nodes.find((one) => one.id === withoutEmptyNamespace(asked));
    if (node === undefined) throw new ProblemError(404, `no workload ${asked} between ${from} and ${to}`);
    const { id } = node;
    const inbound = edges.filter(({ server }) => server === id);
    const outbound = edges.filter(({ client }) => client === id);
    const window = windowOf(topology);
    const steps = stepsIn(window, intervalSeconds);
    const [used, drawn, latency, requests, events] = await Promise.all([
      usedIn(prometheus, window, intervalSeconds),
      history(prometheus, workloadCharts(identityOf(node)), steps),
      latencyHistory(prometheus, identityOf(node), steps),
      inboundRequests(prometheus, node, inbound, window),
      records.query({ ...upToNow(window), limit: eventLimit, identities: [id] }),
    ]);
    return {
      at,
      from,
      to,
      stale,
      confidence: believed([...inbound, ...outbound]),
      workload: workloadOf(node, { inbound, outbound, used }),
      requests,
      inbound: withPeer(inbound, 'client', topology),
      outbound: withPeer(outbound, 'server', topology),
      history: drawn,
      latency,
      events,
    };
  };
  /** While Prometheus is away the list goes on with what was known last. */
  let lastUsed: ReadonlyMap<string, Used> = new Map();
  let lastLive: { readonly list: Body; readonly at: string } | undefined;
  const makeList = async (map: MadeMap): Promise<Body> => {
    const used = map.stale === null ? await usedIn(prometheus, windowOf(map), intervalSeconds) : lastUsed;
    lastUsed = used;
    return await map.workloads(used);
  };
  const listOf = (map: MadeMap): Promise<Body> => {
    const known = lists.get(map) ?? makeList(map);
    lists.set(map, known);
    // One that failed is not kept: who asks next tries again.
    known.catch(() => lists.delete(map));
    return known;
  };
  const liveList = async (): Promise<Body> => {
    const map = await maps.of({});
    const fresh = listOf(map).then((list) => {
      if (lastLive === undefined || lastLive.at < map.at) lastLive = { list, at: map.at };
      return list;
    });
    return await soonOr(fresh, () => (lastLive !== undefined && Date.parse(map.at) - Date.parse(lastLive.at) < lateMs ? lastLive.list : undefined));
  };
  return {
    list: async (range) => (range.from === undefined && range.to === undefined ? await liveList() : await listOf(await maps.of(range))),
    detail: async (id, range) => {
      const { value: topology, etag } = await maps.of(range);
      const keepMs = maps.keepMs({ fromMs: Date.parse(topology.from), toMs: Date.parse(topology.to) });
      return await details.get({ words: JSON.stringify([id, range.from, range.to]), exact: `${id} ${etag}`, keepMs }, () => detailFrom(topology, id));
    },
  };
}
