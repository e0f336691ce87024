import type { Edge, Identity } from '#contract/identity.ts';
import type { EdgeDetail, Topology, TopologyEdge, TopologyNode } from '#contract/routes.ts';
import { type Prepared, prepare } from '../answers/prepared.ts';
import { shared } from '../answers/shared.ts';
import { ProblemError } from '../problem.ts';
import type { Prometheus } from '../store/prometheus.ts';
import { PrometheusError } from '../store/prometheus-error.ts';
import type { RecordStore } from '../store/store.ts';
import { l4Of } from '../topology/build.ts';
import { healthOf } from '../topology/health.ts';
import type { Maps } from '../topology/maps.ts';
import { iso, type Range, type Window } from '../topology/window.ts';
import { connectTimeOf, countsOf, factsOf, historyOf, rttOf } from './detail.ts';
import { readEdge } from './read-edge.ts';
import { summaryOf } from './summary.ts';

export interface EdgesOptions {
  readonly maps: Maps;
  readonly prometheus: Prometheus;
  readonly records: RecordStore;
  readonly intervalSeconds: number;
}

/** One edge, whole. */
export interface Edges {
  detail(id: string, range: Range): Promise<Prepared<EdgeDetail>>;
}

const edgesKept = 64;
const eventLimit = 100;
const justNowMs = 10_000;
/** Fine, because who looks at one edge waits for its next count. */
const gridMs = 1000;

interface Found {
  readonly edge: TopologyEdge;
  readonly client: TopologyNode;
  readonly server: TopologyNode;
}

function find(topology: Topology, id: string): Found {
  const edge = topology.edges.find((one) => one.id === id);
  const client = topology.nodes.find((node) => node.id === edge?.client);
  const server = topology.nodes.find((node) => node.id === edge?.server);
  if (edge === undefined || client === undefined || server === undefined) {
    throw new ProblemError(404, `no edge ${id} between ${topology.from} and ${topology.to}`);
  }
  return { edge, client, server };
}

function identityOf({ kind, name, namespace = '' }: TopologyNode): Identity {
  return { kind, name, namespace };
}

/** Of the events about either end, those that name this edge, or none. */
function isAbout({ attributes }: EdgeDetail['events'][number], { edge }: Found): boolean {
  const named = attributes['sonde.edge'];
  return named === undefined || named === edge.id;
}

async function eventsOf(records: RecordStore, { fromMs, toMs }: Window, found: Found): Promise<EdgeDetail['events']> {
  const identities = [found.client.id, found.server.id];
  // A window that ends now was cut to the grid of the map; what happened since belongs to it.
  const untilMs = Date.now() - toMs < justNowMs ? Date.now() : toMs;
  const events = await records.query({ fromMs, toMs: untilMs, limit: eventLimit * 10, identities });
  return events.filter((event) => isAbout(event, found)).slice(0, eventLimit);
}

export function edges({ maps, prometheus, records, intervalSeconds }: EdgesOptions): Edges {
  const kept = shared<Prepared<EdgeDetail>>(edgesKept);
  const mapOf = async (range: Range) => (range.from === undefined && range.to === undefined ? await maps.live.get() : await maps.at(maps.windowOf(range)));
  const make = async (id: string, range: Range, window: Window): Promise<EdgeDetail> => {
    const { value: topology } = await mapOf(range);
    const found = find(topology, id);
    const edge: Edge = { client: identityOf(found.client), server: identityOf(found.server), port: found.edge.port, transport: found.edge.transport };
    const [{ tally, steps }, events] = await Promise.all([readEdge(prometheus, edge, window, intervalSeconds), eventsOf(records, window, found)]);
    const facts = factsOf(id, edge, tally, found.edge.traffic);
    const seconds = tally.coveredSeconds || (window.toMs - window.fromMs) / 1000;
    const seen = facts.open + facts.toServerBytes + facts.toClientBytes > 0;
    const counts = countsOf(tally, edge.transport);
    const rtt = rttOf(tally);
    const exact = { ...found.edge, l4: l4Of(facts, seconds), health: healthOf(facts, seen, 'failed') };
    return {
      at: iso(Date.now()),
      from: iso(window.fromMs),
      to: iso(window.toMs),
      stale: topology.stale,
      ...found,
      edge: exact,
      counts,
      rtt,
      connectTime: connectTimeOf(tally),
      history: { start: iso(window.fromMs), stepSeconds: steps.stepMs / 1000, series: historyOf(tally, edge, steps) },
      events,
      summary: summaryOf({ counts, rtt, edge: exact }),
    };
  };
  const good = new Map<string, Prepared<EdgeDetail>>();
  const remember = (key: string, answer: Prepared<EdgeDetail>): Prepared<EdgeDetail> => {
    good.delete(key);
    good.set(key, answer);
    const [oldest] = good.keys();
    if (good.size > edgesKept && oldest !== undefined) good.delete(oldest);
    return answer;
  };
  /** What was asked for with the same words before, while Prometheus is away. */
  const fallBack = async (key: string, error: unknown): Promise<Prepared<EdgeDetail>> => {
    const last = good.get(key);
    if (last === undefined || !(error instanceof PrometheusError) || error.kind !== 'away') throw error;
    return await prepare({ ...last.value, stale: { since: last.value.at, reason: error.message } });
  };
  return {
    detail: async (id, range) => {
      const window = maps.windowOf(range, gridMs);
      const asked = JSON.stringify([id, range.from, range.to]);
      const exact = `${id} ${window.fromMs}-${window.toMs}`;
      try {
        return remember(asked, await kept.get(exact, maps.keepMs(window), async () => await prepare(await make(id, range, window))));
      } catch (error) {
        return await fallBack(asked, error);
      }
    },
  };
}
