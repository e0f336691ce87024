import type { Transport } from '#contract/identity.ts';
import { type Outcome, outcomes } from '#contract/l7.ts';
import { l7Repairs, l7SamplingFactor, l7ServerNames, l7UnseenConnections, unseenReasons } from '#contract/l7-metrics.ts';
import { collectorUp, l7Protocols } from '#contract/metrics.ts';
import * as recorded from '#contract/recorded.ts';
import type { Labels, Prometheus, Sample } from '../store/prometheus.ts';
import { knownEdge } from './edge-labels.ts';
import type { EdgeFacts, Protocol, ProtocolFacts, RequestReading } from './facts.ts';
import { overWindow, type Scope, whole } from './over-window.ts';

/** Slowness is told of the last minutes against the hour before them; each is the median of its minutes. */
const recentSeconds = 300;
const usualSeconds = 3600;
const minuteSeconds = 60;

type Field = 'p50Seconds' | 'p99Seconds' | 'recentP99Seconds' | 'usualP99Seconds';

interface RequestSamples {
  readonly counts: readonly Sample[];
  readonly latencies: readonly (readonly [field: Field, samples: readonly Sample[]])[];
  /** Connections in the window, and whether there was ever one. */
  readonly unseen: readonly Sample[];
  readonly everUnseen: readonly Sample[];
  readonly serverNames: readonly Sample[];
  readonly dropped: readonly Sample[];
}

export interface Gathered extends RequestSamples {
  readonly reading: RequestReading;
}

/** What slowness is told by: recent first, then usual. `selects` are matchers; none: every edge. */
export function latencyQueries(selects: string, windowSeconds: number): readonly (readonly [Field, string])[] {
  const p99 = `${recorded.edgeRequestP99.name}${selects}`;
  const recent = Math.min(recentSeconds, windowSeconds);
  return [
    ['recentP99Seconds', `quantile_over_time(0.5, ${p99}[${recent}s])`],
    ['usualP99Seconds', `quantile_over_time(0.5, ${p99}[${usualSeconds}s:${minuteSeconds}s] offset ${recent}s)`],
  ];
}

type Instant = (query: string) => Promise<Sample[]>;

const asked = (instant: Instant, queries: readonly (readonly [Field, string])[]) =>
  Promise.all(queries.map(async ([field, query]) => [field, await instant(query)] as const));

/** The slowness of one edge, by protocol, beside what its raw samples say. */
export async function slownessOf(
  prometheus: Prometheus,
  matchers: string,
  windowSeconds: number,
  atMs: number,
): Promise<ReadonlyMap<string, Partial<ProtocolFacts>>> {
  const answers = await asked((query) => prometheus.instant(query, atMs), latencyQueries(`{${matchers}}`, windowSeconds));
  const byProtocol = new Map<string, Partial<ProtocolFacts>>();
  for (const [field, samples] of answers) {
    for (const { labels, value } of samples) byProtocol.set(labels.protocol ?? '', { ...byProtocol.get(labels.protocol ?? ''), [field]: value });
  }
  return byProtocol;
}

const ever = (name: string, label: string) => `sum by (${[...recorded.recordedEdgeLabels, label].join(', ')}) (${name}) > 0`;

async function reading(instant: Instant, seconds: number): Promise<RequestReading> {
  const [up, sampling, unrepaired] = await Promise.all([
    instant(`max(${collectorUp.name}{collector="l7"})`),
    instant(`max by (node) (max_over_time(${l7SamplingFactor.name}[${seconds}s])) > 1`),
    instant(`min by (node) (min_over_time(${l7Repairs.name}[${seconds}s])) == 0`),
  ]);
  return {
    up: up.some(({ value }) => value === 1),
    sampling: sampling.map(({ labels: { node = '' }, value }) => ({ node, factor: value })),
    unrepaired: unrepaired.map(({ labels: { node = '' } }) => node),
  };
}

/** What Prometheus has of the requests of a window, by a fixed number of queries, each over all edges. */
export async function gatherRequests(instant: Instant, scope: Scope): Promise<Gathered> {
  const over = (series: recorded.RecordedSeries, how: 'count' | 'median' | 'worst') => overWindow(series.name, how, scope);
  const fields = [
    ['p50Seconds', over(recorded.edgeRequestP50, 'median')],
    ['p99Seconds', over(recorded.edgeRequestP99, 'worst')],
    ...latencyQueries('', scope.seconds),
  ] as const;
  const [counts, latencies, unseen, everUnseen, serverNames, dropped, read] = await Promise.all([
    instant(over(recorded.edgeRequests, 'count')),
    asked(instant, fields),
    instant(`${over(recorded.edgeUnseenConnections, 'count')} > 0`),
    instant(ever(l7UnseenConnections.name, 'reason')),
    instant(ever(l7ServerNames.name, 'server_name')),
    instant(`${over(recorded.edgeDroppedPackets, 'count')} > 0`),
    reading(instant, scope.seconds),
  ]);
  return { counts, latencies, unseen, everUnseen, serverNames, dropped, reading: read };
}

export function protocolOf(labels: Labels): Protocol {
  return l7Protocols.find((known) => known === labels.protocol) ?? 'other';
}

export function unseenReasonOf(labels: Labels): (typeof unseenReasons)[number] {
  return unseenReasons.find((known) => known === labels.reason) ?? 'other';
}

const outcomeOfLabels = (labels: Labels): Outcome => outcomes.find((known) => known === labels.outcome) ?? 'ok';

/**
 * The series of requests do not say their transport. Those of DNS are given to the UDP edge of the two ends and the port, all others to
 * the TCP edge; where only one of the two is there, to that. Of two ends that speak DNS over both, the TCP edge says where its queries are.
 */
export function transportOf(protocol: string, isThere: (transport: Transport) => boolean): Transport {
  const [usual, other] = protocol === 'dns' ? (['udp', 'tcp'] as const) : (['tcp', 'udp'] as const);
  return !isThere(usual) && isThere(other) ? other : usual;
}

export function newProtocolFacts(): ProtocolFacts {
  return { requests: new Map(), p50Seconds: null, p99Seconds: null, recentP99Seconds: null, usualP99Seconds: null };
}

export function protocolFacts({ l7 }: Pick<EdgeFacts, 'l7'>, protocol: Protocol): ProtocolFacts {
  const facts = l7.protocols.get(protocol) ?? newProtocolFacts();
  l7.protocols.set(protocol, facts);
  return facts;
}

/** Puts each sample into the facts of its edge; an edge that is not known by its connections is left out. */
export function addRequests(edges: ReadonlyMap<string, EdgeFacts>, gathered: RequestSamples): void {
  const edgeFacts = (labels: Labels, transport: Transport) => edges.get(knownEdge(labels, transport).id);
  const factsOf = (labels: Labels): EdgeFacts | undefined =>
    edgeFacts(
      labels,
      transportOf(labels.protocol ?? '', (one) => edgeFacts(labels, one) !== undefined),
    );
  const each = (samples: readonly Sample[], take: (facts: EdgeFacts, value: number, labels: Labels) => void) => {
    for (const { labels, value } of samples) {
      const facts = factsOf(labels);
      if (facts !== undefined) take(facts, value, labels);
    }
  };
  each(gathered.counts, (facts, value, labels) => {
    const { requests } = protocolFacts(facts, protocolOf(labels));
    const outcome = outcomeOfLabels(labels);
    requests.set(outcome, (requests.get(outcome) ?? 0) + whole(value));
    const twin = edgeFacts(labels, facts.edge.transport === 'udp' ? 'tcp' : 'udp');
    if (twin !== undefined && labels.protocol === 'dns') twin.l7.countedOnTwin = true;
  });
  for (const [field, samples] of gathered.latencies) {
    each(samples, (facts, value, labels) => {
      const known = facts.l7.protocols.get(protocolOf(labels));
      if (known !== undefined) known[field] = value;
    });
  }
  each(gathered.everUnseen, ({ l7 }, _value, labels) => void l7.unseen.set(unseenReasonOf(labels), 0));
  each(gathered.unseen, ({ l7 }, value, labels) => void l7.unseen.set(unseenReasonOf(labels), whole(value)));
  each(gathered.serverNames, ({ l7 }, _value, { server_name: name = '' }) => void l7.serverNames.add(name));
  each(gathered.dropped, (facts, value) => {
    facts.dropped += whole(value);
  });
}
