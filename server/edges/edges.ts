import type { Edge, Identity, Transport } from '#contract/identity.ts';
import type { EdgeL7 } from '#contract/requests.ts';
import type { EdgeDetail, Topology, TopologyEdge, TopologyNode } from '#contract/routes.ts';
import { detailed } from '../answers/detailed.ts';
import type { Prepared } from '../answers/prepared.ts';
import { oneOfNames, usedIn, useOf } from '../history/identity.ts';
import { ProblemError } from '../problem.ts';
import type { FlowStore } from '../store/flows/flow-store.ts';
import type { Prometheus } from '../store/prometheus.ts';
import type { RecordStore } from '../store/store.ts';
import { l4Of, type MapScope, withAlarm } from '../topology/build.ts';
import { edgeMatchers } from '../topology/edge-labels.ts';
import { slownessOf } from '../topology/gather-requests.ts';
import { answersOf, healthOf, isSeen } from '../topology/health.ts';
import type { Maps } from '../topology/maps.ts';
import { l7Of } from '../topology/requests.ts';
import { iso, type Range, upToNow, type Window } from '../topology/window.ts';
import { connectTimeOf, countsOf, factsOf, historyOf, rttOf } from './detail.ts';
import { readEdge } from './read-edge.ts';
import { causesIn, requestFacts, requestHistory, requestsOf } from './requests.ts';
import { summaryOf } from './summary.ts';

export interface EdgesOptions {
  readonly maps: Maps;
  readonly prometheus: Prometheus;
  readonly flows: Pick<FlowStore, 'minutes'>;
  readonly records: RecordStore;
  readonly intervalSeconds: number;
}

/** One edge, whole. */
export interface Edges {
  detail(id: string, range: Range): Promise<Prepared<EdgeDetail>>;
}

const edgesKept = 64;
const eventLimit = 100;
/** Fine, because who looks at one edge waits for its next count. */
const gridMs = 1000;

interface Found {
  readonly edge: TopologyEdge;
  readonly client: TopologyNode;
  readonly server: TopologyNode;
  /** Whether the two have an edge of this transport on the port. */
  readonly isThere: (transport: Transport) => boolean;
}

function find(topology: Topology, id: string): Found {
  const edge = topology.edges.find((one) => one.id === id);
  const client = topology.nodes.find((node) => node.id === edge?.client);
  const server = topology.nodes.find((node) => node.id === edge?.server);
  if (edge === undefined || client === undefined || server === undefined) {
    throw new ProblemError(404, `no edge ${id} between ${topology.from} and ${topology.to}`);
  }
  const siblings = topology.edges.filter((one) => one.client === edge.client && one.server === edge.server && one.port === edge.port);
  return { edge, client, server, isThere: (transport) => siblings.some((one) => one.transport === transport) };
}

function identityOf({ kind, name, namespace = '' }: TopologyNode): Identity {
  return { kind, name, namespace };
}

/** Of the events about either end, those that name this edge, or none. */
function isAbout({ attributes }: EdgeDetail['events'][number], { edge }: Found): boolean {
  const named = attributes['sonde.edge'];
  return named === undefined || named === edge.id;
}

async function eventsOf(records: RecordStore, window: Window, found: Found): Promise<EdgeDetail['events']> {
  const identities = [found.client.id, found.server.id];
  const events = await records.query({ ...upToNow(window), limit: eventLimit * 10, identities });
  return events.filter((event) => isAbout(event, found)).slice(0, eventLimit);
}

async function useOfBoth(prometheus: Prometheus, { client, server }: Found, window: Window, intervalSeconds: number): Promise<EdgeDetail['use']> {
  const used = await usedIn(prometheus, window, intervalSeconds, `identity=~${oneOfNames([client.name, server.name])}`);
  return { client: useOf(used, client.id), server: useOf(used, server.id) };
}

/** The map knows more of why nothing is seen than the samples of one edge do. */
function withReason(exact: EdgeL7, { l7 }: TopologyEdge): EdgeL7 {
  return exact.seen || exact.unseen.length > 0 || l7.seen ? exact : { ...exact, reason: l7.reason };
}

type Whole = Pick<EdgeDetail, 'edge' | 'counts' | 'requests' | 'rtt' | 'connectTime' | 'history'>;

/** All that the raw samples of an edge say. */
async function readWhole(sources: EdgesOptions, { edge: onMap, client, server, isThere }: Found, window: Window): Promise<Whole> {
  const { prometheus, flows, intervalSeconds } = sources;
  const { id, port, transport, traffic } = onMap;
  const edge: Edge = { client: identityOf(client), server: identityOf(server), port, transport };
  const windowSeconds = (window.toMs - window.fromMs) / 1000;
  const [{ tally, steps }, slowness] = await Promise.all([
    readEdge(prometheus, { edge, isThere, told: onMap.light ? await flows.minutes({ id, ...window }) : [] }, window, intervalSeconds),
    slownessOf(prometheus, edgeMatchers(edge), Math.round(windowSeconds), window.toMs),
  ]);
  const requests = requestsOf(tally, steps);
  const facts = factsOf(id, edge, tally, { traffic, l7: requestFacts(tally, requests, slowness) });
  const seconds = tally.coveredSeconds || windowSeconds;
  const l7 = l7Of(facts, { seconds, reading: { up: true }, confidence: onMap.l7.confidence });
  const health = healthOf({ ...facts, seen: isSeen(facts), answers: answersOf(facts.l7, causesIn(requests)) });
  return {
    edge: { ...onMap, health, l4: l4Of(facts, seconds), l7: withReason(l7, onMap) },
    counts: countsOf(tally, transport),
    requests,
    rtt: rttOf(tally),
    connectTime: connectTimeOf(tally),
    history: {
      start: iso(window.fromMs),
      stepSeconds: steps.stepMs / 1000,
      series: [...requestHistory(tally, steps), ...historyOf(tally, edge, steps)],
    },
  };
}

/** The sentence speaks of an alert where the health is that of the alert, as on the map. */
function judged(read: Whole, alarms: NonNullable<MapScope['alarms']>): Whole & Pick<EdgeDetail, 'summary'> {
  const { edge } = read;
  const health = withAlarm(edge.id, edge.health, { alarms });
  const alarm = alarms.get(edge.id);
  return { ...read, edge: { ...edge, health }, summary: summaryOf(read, alarm?.state === health.state ? alarm.reasons : []) };
}

export function edges(sources: EdgesOptions): Edges {
  const { maps, prometheus, records, intervalSeconds } = sources;
  const answers = detailed<EdgeDetail>(edgesKept);
  const make = async (id: string, range: Range, asked: Window): Promise<EdgeDetail> => {
    const { value: topology } = await maps.of(range);
    // While nothing is stored, the map stands still, and its edges with it.
    const window = topology.stale === null ? asked : { fromMs: Date.parse(topology.from), toMs: Date.parse(topology.to) };
    const found = find(topology, id);
    const [read, use, events] = await Promise.all([
      readWhole(sources, found, window),
      useOfBoth(prometheus, found, window, intervalSeconds),
      eventsOf(records, window, found),
    ]);
    return {
      at: iso(Date.now()),
      from: iso(window.fromMs),
      to: iso(window.toMs),
      stale: topology.stale,
      client: found.client,
      server: found.server,
      ...judged(read, maps.alarmsUnder(topology)),
      use,
      events,
    };
  };
  return {
    detail: async (id, range) => {
      const window = maps.windowOf(range, gridMs);
      const asked = { words: JSON.stringify([id, range.from, range.to]), exact: `${id} ${window.fromMs}-${window.toMs}`, keepMs: maps.keepMs(window) };
      return await answers.get(asked, () => make(id, range, window));
    },
  };
}
