import { identityId, type Transport } from '#contract/identity.ts';
import {
  agentStartTime,
  listeningSockets,
  type ObservedEnd,
  tcpAccepts,
  tcpConnectFailures,
  tcpConnects,
  udpReceivedBytes,
  udpSentBytes,
  unixOpenConnections,
} from '#contract/metrics.ts';
import * as recorded from '#contract/recorded.ts';
import type { ToldEdges } from '../store/flows/flow-store.ts';
import type { Asking, Labels, RawSeries, Sample } from '../store/prometheus.ts';
import { identityOf, knownEdge, portOf, serverOf } from './edge-labels.ts';
import type { AgentPresence, EdgeFacts, Listener, WindowFacts } from './facts.ts';
import { addRequests, gatherRequests } from './gather-requests.ts';
import { addLightEdges, untoldSeconds } from './light-edges.ts';
import { type Over, overWindow, type Scope, whole } from './over-window.ts';
import type { Window } from './window.ts';

const justNowMs = 60_000;
/** Windows beyond it read the agents' presence once a step instead of at every scrape. */
const everySampleMs = 6 * 3_600_000;
const presencePoints = 720;
/** An agent is up while its last sample is younger than this many scrapes. */
const scrapesUntilDown = 3;

interface Gathering {
  readonly window: Window;
  readonly nowMs: number;
  readonly intervalSeconds: number;
}

interface Part {
  readonly series: recorded.RecordedSeries;
  readonly transport: Transport;
  /** Takes what the series says of the window into the facts of its edge. */
  readonly take: (facts: EdgeFacts, value: number, labels: Labels) => void;
  readonly over: Over;
}

function sum(field: 'connects' | 'open' | 'retransmits' | 'resets'): Part['take'] {
  return (facts, value) => {
    facts[field] += value;
  };
}

const appeared: Part['take'] = (facts) => {
  facts.isNew = true;
};

function only(field: 'rttP50Seconds' | 'rttP99Seconds'): Part['take'] {
  return (facts, value) => {
    facts[field] = value;
  };
}

function bytes(direction: 'toServerBytes' | 'toClientBytes'): Part['take'] {
  return (facts, value, { traffic = '' }) => {
    facts[direction] += value;
    facts.traffic.set(traffic, (facts.traffic.get(traffic) ?? 0) + value);
  };
}

const parts: readonly Part[] = [
  { series: recorded.edgeConnects, transport: 'tcp', over: 'count', take: sum('connects') },
  {
    series: recorded.edgeConnectFailures,
    transport: 'tcp',
    over: 'count',
    take: ({ failures }, value, { reason = 'other' }) => void failures.set(reason, (failures.get(reason) ?? 0) + value),
  },
  { series: recorded.edgeOpenConnections, transport: 'tcp', over: 'end', take: sum('open') },
  { series: recorded.edgeToServerBytes, transport: 'tcp', over: 'count', take: bytes('toServerBytes') },
  { series: recorded.edgeToClientBytes, transport: 'tcp', over: 'count', take: bytes('toClientBytes') },
  { series: recorded.edgeRetransmits, transport: 'tcp', over: 'count', take: sum('retransmits') },
  { series: recorded.edgeResets, transport: 'tcp', over: 'count', take: sum('resets') },
  { series: recorded.edgeRttP50, transport: 'tcp', over: 'median', take: only('rttP50Seconds') },
  { series: recorded.edgeRttP99, transport: 'tcp', over: 'worst', take: only('rttP99Seconds') },
  { series: recorded.edgeUdpToServerBytes, transport: 'udp', over: 'count', take: bytes('toServerBytes') },
  { series: recorded.edgeUdpToClientBytes, transport: 'udp', over: 'count', take: bytes('toClientBytes') },
  { series: recorded.edgeUnixOpenConnections, transport: 'unix', over: 'end', take: sum('open') },
  { series: recorded.edgeOpenConnections, transport: 'tcp', over: 'new', take: appeared },
  { series: recorded.edgeUdpToServerBytes, transport: 'udp', over: 'new', take: appeared },
  { series: recorded.edgeUnixOpenConnections, transport: 'unix', over: 'new', take: appeared },
];

export function newFacts(id: string, edge: EdgeFacts['edge']): EdgeFacts {
  const counts = { connects: 0, open: 0, toServerBytes: 0, toClientBytes: 0, retransmits: 0, resets: 0, dropped: 0 };
  const l7 = { protocols: new Map(), unseen: new Map(), serverNames: new Set<string>(), countedOnTwin: false };
  return { id, edge, told: 'series', isNew: false, ...counts, l7, failures: new Map(), traffic: new Map(), rttP50Seconds: null, rttP99Seconds: null };
}

type Answer = readonly [part: Part, samples: readonly Sample[]];

function edgesFrom(answers: readonly Answer[]): Map<string, EdgeFacts> {
  const edges = new Map<string, EdgeFacts>();
  for (const [{ transport, take, over }, samples] of answers) {
    for (const { labels, value } of samples) {
      const { id, edge } = knownEdge(labels, transport);
      const facts = edges.get(id) ?? newFacts(id, edge);
      edges.set(id, facts);
      take(facts, over === 'count' ? whole(value) : value, labels);
    }
  }
  return edges;
}

function listenersFrom(samples: readonly Sample[]): Listener[] {
  return samples.map(({ labels }) => ({ identity: serverOf(labels), port: portOf(labels), transport: labels.transport === 'udp' ? 'udp' : 'tcp' }));
}

function presence({ labels, atMs, values }: RawSeries, window: Window, stepMs: number, intervalSeconds: number): AgentPresence {
  const steps = atMs.slice(1).map((ms, index) => ms - (atMs[index] ?? ms));
  const last = atMs.at(-1) ?? 0;
  return {
    node: labels.node ?? '',
    up: window.toMs - last <= scrapesUntilDown * intervalSeconds * 1000 + stepMs,
    coveredSeconds: (atMs.length * stepMs) / 1000,
    restarts: values.slice(1).filter((start, index) => start !== values[index]).length,
    gapSeconds: steps.filter((step) => step > 2.5 * stepMs).reduce((seconds, step) => seconds + (step - stepMs) / 1000, 0),
  };
}

async function agentsIn(prometheus: Asking, { window, seconds, intervalSeconds }: Scope): Promise<AgentPresence[]> {
  const windowMs = seconds * 1000;
  const sampled = windowMs <= everySampleMs;
  const stepMs = sampled ? intervalSeconds * 1000 : Math.ceil(windowMs / presencePoints / 1000) * 1000;
  const range = sampled ? `[${seconds}s]` : `[${seconds}s:${stepMs / 1000}s]`;
  const series = await prometheus.raw(`${agentStartTime.name}${range}`, window.toMs);
  return series.map((one) => presence(one, window, stepMs, intervalSeconds));
}

/** An agent sees the ends that are on its own node. */
const seenAt: Readonly<Record<ObservedEnd, string>> = {
  client: `{__name__=~"${[tcpConnects, tcpConnectFailures, udpSentBytes, unixOpenConnections].map(({ name }) => name).join('|')}",observed="client"}`,
  server: `{__name__=~"${[tcpAccepts, udpReceivedBytes].map(({ name }) => name).join('|')}",observed="server"} or ${listeningSockets.name} > 0 or ${unixOpenConnections.name} > 0`,
};

async function hostsOf(instant: (query: string) => Promise<Sample[]>): Promise<Map<string, readonly string[]>> {
  const hosts = new Map<string, readonly string[]>();
  for (const end of ['client', 'server'] as const) {
    for (const { labels } of await instant(`group by (node, ${end}, ${end}_kind, ${end}_namespace) (${seenAt[end]})`)) {
      const id = identityId(identityOf(labels, end));
      const { node = '' } = labels;
      hosts.set(id, [...new Set([...(hosts.get(id) ?? []), node])].sort());
    }
  }
  return hosts;
}

export const isOfNow = ({ window, nowMs }: Pick<Gathering, 'window' | 'nowMs'>): boolean => nowMs - window.toMs <= justNowMs;

/** Everything that the map shows of a window, by a fixed number of queries, each over all edges. What was new at the end of one that is long over is so no more. */
export async function gather(prometheus: Asking, flows: ToldEdges, { window, nowMs, intervalSeconds }: Gathering): Promise<WindowFacts> {
  const asked = isOfNow({ window, nowMs }) ? parts : parts.filter(({ over }) => over !== 'new');
  const scope = { window, seconds: Math.round((window.toMs - window.fromMs) / 1000), intervalSeconds };
  const instant = (query: string) => prometheus.instant(query, window.toMs);
  const [answers, requests, hosts, listeners, agents, lost, events] = await Promise.all([
    Promise.all(asked.map(async (part): Promise<Answer> => [part, await instant(overWindow(part.series.name, part.over, scope))])),
    gatherRequests(instant, scope),
    hostsOf(instant),
    instant(`max_over_time(${listeningSockets.name}[${scope.seconds}s]) > 0`),
    agentsIn(prometheus, scope),
    instant(`${overWindow(recorded.nodeLost.name, 'count', scope)} > 0`),
    instant(`sum by (node, collector) (${overWindow(recorded.nodeEvents.name, 'count', scope)})`),
  ]);
  const edges = edgesFrom(answers);
  addRequests(edges, requests);
  addLightEdges(edges, hosts, flows.edges, window);
  return {
    edges,
    untoldSeconds: untoldSeconds(flows.edges, window),
    flowsSinceMs: flows.sinceMs,
    requests: requests.reading,
    hosts,
    listeners: listenersFrom(listeners),
    agents,
    lost: lost.map(({ labels: { node = '', collector = '', reason = '' }, value }) => ({ node, collector, reason, count: whole(value) })),
    events: events.map(({ labels: { node = '', collector = '' }, value }) => ({ node, collector, count: whole(value) })),
  };
}
