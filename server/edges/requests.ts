import { outcomeOf } from '#contract/l7.ts';
import { l7ServerNames, l7UnseenConnections } from '#contract/l7-metrics.ts';
import { l7Requests, l7RequestTime, type ObservedEnd } from '#contract/metrics.ts';
import type { EdgeRequests, RequestCount, RequestLatency, Unseen } from '#contract/requests.ts';
import type { EdgeDetail } from '#contract/routes.ts';
import type { Protocol, ProtocolFacts, RequestFacts } from '../topology/facts.ts';
import { newProtocolFacts, protocolOf, unseenReasonOf } from '../topology/gather-requests.ts';
import { mostFrequent } from '../topology/health.ts';
import { isRequest } from '../topology/requests.ts';
import { type Buckets, boundOf, quantile } from './quantile.ts';
import type { Steps, Tally } from './tally.ts';

const bucketName = `${l7RequestTime.name}_bucket`;

/** The end whose numbers count: the client's, and the server's where the client tells nothing. */
function viewOf(tally: Tally, name: string, where: Readonly<Record<string, string>> = {}): ObservedEnd {
  return tally.has(name, { ...where, observed: 'client' }) ? 'client' : 'server';
}

function protocolsIn(tally: Tally): Protocol[] {
  return [...new Set(tally.by(l7Requests.name, ['protocol']).map(({ values: [protocol = ''] }) => protocolOf({ protocol })))];
}

function countsAt(tally: Tally, observed: ObservedEnd): RequestCount[] | null {
  if (!tally.has(l7Requests.name, { observed })) return null;
  return tally
    .by(l7Requests.name, ['observed', 'protocol', 'method', 'status'])
    .filter(({ values: [end], total }) => end === observed && Math.round(total) > 0)
    .map(({ values: [, name = '', method = '', status = ''], total }) => {
      const protocol = protocolOf({ protocol: name });
      return { protocol, method, status, outcome: outcomeOf(protocol, status), count: Math.round(total) };
    })
    .sort((a, b) => b.count - a.count);
}

/** Per bucket, not cumulative. */
function each(cumulative: Buckets): number[] {
  const counts = [...cumulative].sort(([a], [b]) => a - b).map(([, count]) => count);
  return counts.map((count, index) => Math.max(0, Math.round(count - (counts[index - 1] ?? 0))));
}

interface Times {
  readonly whole: Buckets;
  /** By step; null where nothing was read. */
  readonly steps: readonly (Buckets | null)[];
}

function timesOf(tally: Tally, protocol: Protocol, { count }: Steps): Times {
  const where = { protocol, observed: viewOf(tally, bucketName, { protocol }) };
  const bounds = [...new Set(tally.by(bucketName, ['le']).map(({ values: [le = '+Inf'] }) => le))];
  const perBound = bounds.map((le) => [boundOf(le), tally.steps(bucketName, { ...where, le }), tally.sum(bucketName, { ...where, le })] as const);
  const isRead = (step: number) => perBound.some(([, steps]) => steps[step] !== null);
  return {
    whole: new Map(perBound.map(([bound, , total]) => [bound, total])),
    steps: Array.from({ length: count }, (_, step) => (isRead(step) ? new Map(perBound.map(([bound, steps]) => [bound, steps[step] ?? 0])) : null)),
  };
}

const samplesIn = (buckets: Buckets) => Math.round(buckets.get(Number.POSITIVE_INFINITY) ?? 0);

function latencyOf(tally: Tally, protocol: Protocol, steps: Steps): RequestLatency[] {
  const times = timesOf(tally, protocol, steps);
  const samples = samplesIn(times.whole);
  if (samples === 0) return [];
  const boundsSeconds = [...times.whole.keys()].filter(Number.isFinite).sort((a, b) => a - b);
  const columns = times.steps.map((buckets) => (buckets === null ? null : each(buckets)));
  return [{ protocol, samples, p50Seconds: quantile(0.5, times.whole), p99Seconds: quantile(0.99, times.whole), boundsSeconds, columns }];
}

export function requestsOf(tally: Tally, steps: Steps): EdgeRequests {
  const [client, server] = [countsAt(tally, 'client'), countsAt(tally, 'server')];
  const fromServer = (server ?? []).filter(({ protocol }) => viewOf(tally, l7Requests.name, { protocol }) === 'server');
  const names = { observed: viewOf(tally, l7ServerNames.name) };
  return {
    counts: [...(client ?? []), ...fromServer].sort((a, b) => b.count - a.count),
    client,
    server,
    latency: protocolsIn(tally).flatMap((protocol) => latencyOf(tally, protocol, steps)),
    serverNames: tally
      .by(l7ServerNames.name, ['observed', 'server_name'])
      .flatMap(({ values: [end, name = ''], total }) => (end === names.observed && total > 0 ? [{ name, handshakes: Math.round(total) }] : []))
      .sort((a, b) => b.handshakes - a.handshakes),
  };
}

function unseenIn(tally: Tally): Map<Unseen['reason'], number> {
  const observed = viewOf(tally, l7UnseenConnections.name);
  const reasons = tally.by(l7UnseenConnections.name, ['observed', 'reason']).filter(({ values: [end] }) => end === observed);
  const ever = reasons.filter(({ values: [, reason = ''] }) => tally.last(l7UnseenConnections.name, { observed, reason }) > 0);
  return new Map(ever.map(({ values: [, reason = ''], total }) => [unseenReasonOf({ reason }), Math.round(total)]));
}

/** The facts that the map has of an edge's requests, but exact; slowness comes from the recorded series. */
export function requestFacts(
  tally: Tally,
  { counts, latency, serverNames }: EdgeRequests,
  slowness: ReadonlyMap<string, Partial<ProtocolFacts>>,
): RequestFacts {
  const protocols = new Map<Protocol, ProtocolFacts>();
  for (const protocol of protocolsIn(tally)) {
    const { p50Seconds = null, p99Seconds = null } = latency.find((one) => one.protocol === protocol) ?? {};
    protocols.set(protocol, { ...newProtocolFacts(), ...slowness.get(protocol), p50Seconds, p99Seconds });
  }
  for (const { protocol, outcome, count } of counts) {
    const requests = protocols.get(protocol)?.requests;
    requests?.set(outcome, (requests.get(outcome) ?? 0) + count);
  }
  // The map tells of the twin: edges.ts keeps its reason.
  return { protocols, unseen: unseenIn(tally), serverNames: new Set(serverNames.map(({ name }) => name)), countedOnTwin: false };
}

/** What went wrong, by protocol: `503 and unanswered`. */
export function causesIn({ counts }: Pick<EdgeRequests, 'counts'>): Map<string, string> {
  const errors = Map.groupBy(
    counts.filter(({ outcome }) => outcome === 'error'),
    ({ protocol }) => protocol,
  );
  const byStatus = (rows: readonly RequestCount[]) => {
    const totals = new Map<string, number>();
    for (const { status, count } of rows) totals.set(status, (totals.get(status) ?? 0) + count);
    return totals;
  };
  return new Map([...errors].map(([protocol, rows]) => [protocol, mostFrequent(byStatus(rows))]));
}

/** Requests and errors a second and percentiles per step, all protocols together; empty where no requests are seen. */
export function requestHistory(tally: Tally, steps: Steps): EdgeDetail['history']['series'] {
  const protocols = protocolsIn(tally).filter(isRequest);
  if (protocols.length === 0) return [];
  const rows = tally.by(l7Requests.name, ['protocol', 'status']).map(({ values: [protocol = '', status = ''] }) => ({ protocol, status }));
  const asked = rows.filter(({ protocol }) => isRequest(protocolOf({ protocol })));
  const rate = (some: typeof rows) =>
    add(
      some.map(({ protocol, status }) => tally.rates(l7Requests.name, { protocol, status, observed: viewOf(tally, l7Requests.name, { protocol }) })),
      steps.count,
    );
  const requests = rate(asked);
  const errors = rate(asked.filter(({ protocol, status }) => outcomeOf(protocol, status) === 'error'));
  const times = protocols.map((protocol) => timesOf(tally, protocol, steps).steps);
  const at = (q: number) => Array.from({ length: steps.count }, (_, step) => quantile(q, together(times.map((one) => one[step] ?? null))));
  return [
    { name: 'requests', unit: '/s', values: requests },
    { name: 'errors', unit: '/s', values: requests.map((value, step) => (value === null ? null : (errors[step] ?? 0))) },
    { name: 'requestP50', unit: 's', values: at(0.5) },
    { name: 'requestP99', unit: 's', values: at(0.99) },
  ];
}

type Values = readonly (number | null)[];

/** A step is a gap where it is one in all. */
function add(all: readonly Values[], count: number): (number | null)[] {
  return Array.from({ length: count }, (_, step) => {
    const known = all.flatMap((values) => values[step] ?? []);
    return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
  });
}

/** The protocols share their bounds, so that their buckets can be added. */
function together(all: readonly (Buckets | null)[]): Buckets {
  const sums = new Map<number, number>();
  for (const buckets of all) for (const [bound, count] of buckets ?? []) sums.set(bound, (sums.get(bound) ?? 0) + count);
  return sums;
}
