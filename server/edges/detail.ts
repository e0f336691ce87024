import type { EdgeCounts } from '#contract/edge-counts.ts';
import type { Edge } from '#contract/identity.ts';
import * as metrics from '#contract/metrics.ts';
import type { EdgeDetail } from '#contract/routes.ts';
import type { EdgeFacts, RequestFacts } from '../topology/facts.ts';
import { type Buckets, boundOf, quantile } from './quantile.ts';
import type { Steps, Tally } from './tally.ts';

type End = metrics.ObservedEnd;
const whole = (value: number) => Math.round(value);

interface TransportMetrics {
  readonly sentBytes: string;
  readonly receivedBytes: string;
  /** Segments of TCP, datagrams of UDP. */
  readonly sentPackets: string;
  readonly receivedPackets: string;
  readonly open: string;
}

/** What the transport has none of. */
const uncounted = '';

const names: Readonly<Record<Edge['transport'], TransportMetrics>> = {
  tcp: {
    sentBytes: metrics.tcpSentBytes.name,
    receivedBytes: metrics.tcpReceivedBytes.name,
    sentPackets: metrics.tcpSentSegments.name,
    receivedPackets: metrics.tcpReceivedSegments.name,
    open: metrics.tcpOpenConnections.name,
  },
  udp: {
    sentBytes: metrics.udpSentBytes.name,
    receivedBytes: metrics.udpReceivedBytes.name,
    sentPackets: metrics.udpSentDatagrams.name,
    receivedPackets: metrics.udpReceivedDatagrams.name,
    open: uncounted,
  },
  unix: { sentBytes: uncounted, receivedBytes: uncounted, sentPackets: uncounted, receivedPackets: uncounted, open: metrics.unixOpenConnections.name },
};

function endCounts(tally: Tally, { sentBytes, receivedBytes, sentPackets, receivedPackets }: TransportMetrics, observed: End): EdgeCounts['client'] {
  const where = { observed };
  // A client whose connects all failed has sent and received nothing, yet it was seen.
  if (![sentBytes, receivedBytes, metrics.tcpRetransmittedSegments.name].some((name) => tally.has(name, where))) return null;
  return {
    sentBytes: whole(tally.sum(sentBytes, where)),
    receivedBytes: whole(tally.sum(receivedBytes, where)),
    sentSegments: whole(tally.sum(sentPackets, where)),
    receivedSegments: whole(tally.sum(receivedPackets, where)),
    retransmittedSegments: whole(tally.sum(metrics.tcpRetransmittedSegments.name, where)),
  };
}

function resetsIn(tally: Tally): EdgeCounts['resets'] {
  const groups = tally.by(metrics.tcpResets.name, ['observed', 'direction', 'reason']);
  return groups.flatMap(({ values: [observed, direction, reason = 'other'], total }) => {
    if (total === 0) return [];
    return [
      {
        observed: observed === 'server' ? 'server' : 'client',
        direction: direction === 'sent' ? 'sent' : 'received',
        reason,
        count: whole(total),
      } satisfies EdgeCounts['resets'][number],
    ];
  });
}

function failuresIn(tally: Tally): Map<string, number> {
  const counted = new Map(tally.by(metrics.tcpConnectFailures.name, ['reason']).map(({ values: [reason = 'other'], total }) => [reason, whole(total)]));
  return new Map(metrics.connectFailureReasons.map((reason) => [reason, counted.get(reason) ?? 0]));
}

/** The end whose numbers count where only one view is wanted: the client's, and the server's where no client was observed. */
function viewOf(tally: Tally, transport: Edge['transport']): End {
  const { sentBytes, receivedBytes, open } = names[transport];
  const seen = [metrics.tcpConnects.name, open, sentBytes, receivedBytes].some((name) => tally.has(name, { observed: 'client' }));
  return seen ? 'client' : 'server';
}

function dropsIn(tally: Tally): EdgeCounts['drops'] {
  const groups = tally.by(metrics.droppedPackets.name, ['observed', 'reason']).filter(({ total }) => total > 0);
  return groups
    .map(({ values: [observed, reason = 'other'], total }) => ({
      observed: observed === 'server' ? ('server' as const) : ('client' as const),
      reason,
      count: whole(total),
    }))
    .sort((a, b) => b.count - a.count);
}

export function countsOf(tally: Tally, transport: Edge['transport']): EdgeCounts {
  return {
    connects: whole(tally.sum(metrics.tcpConnects.name)),
    accepts: whole(tally.sum(metrics.tcpAccepts.name)),
    failures: Object.fromEntries(failuresIn(tally)) as EdgeCounts['failures'],
    openConnections: tally.last(names[transport].open, { observed: viewOf(tally, transport) }),
    client: endCounts(tally, names[transport], 'client'),
    server: endCounts(tally, names[transport], 'server'),
    retransmittedSegments: whole(tally.sum(metrics.tcpRetransmittedSegments.name)),
    resets: resetsIn(tally),
    drops: dropsIn(tally),
  };
}

function bucketsOf(tally: Tally, name: string, observed: End): Buckets {
  const found = tally.by(`${name}_bucket`, ['observed', 'le']).filter(({ values: [end] }) => end === observed);
  return new Map(found.map(({ values: [, le = '+Inf'], total }) => [boundOf(le), total]));
}

const samplesIn = (buckets: Buckets) => buckets.get(Number.POSITIVE_INFINITY) ?? 0;

/** The end that has samples, the client first. */
function rttView(tally: Tally): End {
  return samplesIn(bucketsOf(tally, metrics.tcpRtt.name, 'client')) > 0 ? 'client' : 'server';
}

export function rttOf(tally: Tally): EdgeDetail['rtt'] {
  const observed = rttView(tally);
  const buckets = bucketsOf(tally, metrics.tcpRtt.name, observed);
  const samples = samplesIn(buckets);
  if (samples === 0) return null;
  const jitterSeconds = tally.has(metrics.tcpRttVariation.name, { observed }) ? tally.sum(metrics.tcpRttVariation.name, { observed }) / samples : null;
  return { p50Seconds: quantile(0.5, buckets), p99Seconds: quantile(0.99, buckets), jitterSeconds, samples: whole(samples) };
}

export function connectTimeOf(tally: Tally): EdgeDetail['connectTime'] {
  const buckets = bucketsOf(tally, metrics.tcpConnectTime.name, 'client');
  const samples = samplesIn(buckets);
  return samples === 0 ? null : { p50Seconds: quantile(0.5, buckets), p99Seconds: quantile(0.99, buckets), samples: whole(samples) };
}

/** The facts that the map has of an edge, but exact. */
export function factsOf(id: string, edge: Edge, tally: Tally, { traffic, l7 }: { traffic: string; l7: RequestFacts }): EdgeFacts {
  const view = viewOf(tally, edge.transport);
  const { sentBytes, receivedBytes, open } = names[edge.transport];
  const [toServer, toClient] = view === 'client' ? [sentBytes, receivedBytes] : [receivedBytes, sentBytes];
  const rtt = rttOf(tally);
  const toServerBytes = tally.sum(toServer, { observed: view });
  const toClientBytes = tally.sum(toClient, { observed: view });
  return {
    id,
    edge,
    told: 'series',
    isNew: false,
    connects: tally.sum(view === 'client' ? metrics.tcpConnects.name : metrics.tcpAccepts.name),
    failures: failuresIn(tally),
    open: tally.last(open, { observed: view }),
    toServerBytes,
    toClientBytes,
    traffic: new Map([[traffic, toServerBytes + toClientBytes]]),
    retransmits: tally.sum(metrics.tcpRetransmittedSegments.name),
    resets: tally.sum(metrics.tcpResets.name, { observed: view }),
    dropped: tally.sum(metrics.droppedPackets.name),
    l7,
    rttP50Seconds: rtt?.p50Seconds ?? null,
    rttP99Seconds: rtt?.p99Seconds ?? null,
  };
}

function quantilesPerStep(tally: Tally, q: number, count: number): (number | null)[] {
  const observed = rttView(tally);
  const name = `${metrics.tcpRtt.name}_bucket`;
  const bounds = [...metrics.tcpRtt.buckets.map(String), '+Inf'];
  const perBound = bounds.map((le) => [boundOf(le), tally.steps(name, { observed, le })] as const);
  return Array.from({ length: count }, (_, step) => quantile(q, new Map(perBound.map(([bound, steps]) => [bound, steps[step] ?? 0]))));
}

/** Each series of the panel's charts: a rate per step, or a quantile of the step's samples; null where there are none. */
export function historyOf(tally: Tally, edge: Edge, { count }: Steps): EdgeDetail['history']['series'] {
  if (edge.transport === 'unix') return [];
  const view = viewOf(tally, edge.transport);
  const observed = { observed: view };
  const { sentBytes, receivedBytes } = names[edge.transport];
  const [toServer, toClient] = view === 'client' ? [sentBytes, receivedBytes] : [receivedBytes, sentBytes];
  const rate = (metric: string, where = {}) => tally.rates(metric, where);
  const bytes = [
    { name: 'toServerBytes', unit: 'B/s', values: rate(toServer, observed) },
    { name: 'toClientBytes', unit: 'B/s', values: rate(toClient, observed) },
  ];
  if (edge.transport === 'udp') return bytes;
  return [
    { name: 'connects', unit: '/s', values: rate(view === 'client' ? metrics.tcpConnects.name : metrics.tcpAccepts.name) },
    { name: 'failures', unit: '/s', values: rate(metrics.tcpConnectFailures.name) },
    ...bytes,
    { name: 'rttP50', unit: 's', values: quantilesPerStep(tally, 0.5, count) },
    { name: 'rttP99', unit: 's', values: quantilesPerStep(tally, 0.99, count) },
    { name: 'retransmits', unit: '/s', values: rate(metrics.tcpRetransmittedSegments.name) },
  ];
}
