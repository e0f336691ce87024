import { stringify } from 'yaml';
import { outcomePatterns } from '#contract/l7.ts';
import { l7UnseenConnections } from '#contract/l7-metrics.ts';
import type { Metric } from '#contract/metric.ts';
import {
  droppedPackets,
  events,
  invalidSamples,
  l7Requests,
  l7RequestTime,
  lost,
  tcpAccepts,
  tcpConnectFailures,
  tcpConnects,
  tcpConnectTime,
  tcpOpenConnections,
  tcpReceivedBytes,
  tcpResets,
  tcpRetransmittedSegments,
  tcpRtt,
  tcpSentBytes,
  udpReceivedBytes,
  udpSentBytes,
  unixOpenConnections,
} from '#contract/metrics.ts';
import {
  allConnectFailures,
  allConnects,
  allRequests,
  edgeConnectFailures,
  edgeConnects,
  edgeDroppedPackets,
  edgeOpenConnections,
  edgeRequestP50,
  edgeRequestP99,
  edgeRequests,
  edgeResets,
  edgeRetransmits,
  edgeRttP50,
  edgeRttP99,
  edgeToClientBytes,
  edgeToServerBytes,
  edgeUdpToClientBytes,
  edgeUdpToServerBytes,
  edgeUnixOpenConnections,
  edgeUnseenConnections,
  nodeEvents,
  nodeInvalidSamples,
  nodeLost,
  type RecordedSeries,
  recordedAllLabels,
  recordedEdgeLabels,
  recordedNodeLabels,
  recordedWorkloadLabels,
  workloadConnectBuckets,
  workloadRequestBuckets,
  workloadRequestP99,
  workloadRequests,
  workloadUnderWay,
} from '#contract/recorded.ts';

type EdgeMetric = Metric<'observed' | (string & {})>;
type Expression = (intervalSeconds: number) => string;

/** A sample is visible to a rule when its scrape has ended: two seconds cover the scrape of a full series budget. */
const settleSeconds = 2;
/**
 * A scrape that failed leaves a hole; what was counted meanwhile is found again after up to so many. Each costs a sample of every series, and of a longer
 * hole all would stand in one scrape, as a peak that never was: then the confidence in an edge says for how long nothing was read.
 */
const holeScrapes = 4;
/** Of the few series of a node, a quarter of an hour by default: what was lost is told, however busy the agent was. */
const nodeHoleScrapes = 180;

const by = (labels: readonly string[] = []) => `sum by (${[...recordedEdgeLabels, ...labels].join(', ')})`;
const seen = ({ name }: EdgeMetric, end?: 'client' | 'server') => (end === undefined ? name : `${name}{observed="${end}"}`);

const atEvaluation = (selector: string) => `${selector} offset ${settleSeconds}s`;
const beforeIt = (selector: string, scrapes: number, intervalSeconds: number) =>
  `last_over_time(${selector}[${scrapes * intervalSeconds}s] offset ${settleSeconds + intervalSeconds}s)`;

/**
 * What was added since the evaluation before. Not increase(), which extrapolates: these deltas add up to the count.
 * A series without a before, and one that began again (the agent was restarted), start at the 0 that an agent shows first.
 */
function added(selector: string, intervalSeconds: number): string {
  return `clamp_min(${atEvaluation(selector)} - ${beforeIt(selector, holeScrapes, intervalSeconds)}, 0)`;
}

/** The same over longer holes: one may hide that 0, so what is less than before is all new. */
function addedOnNode(selector: string, intervalSeconds: number): string {
  const [now, before] = [atEvaluation(selector), beforeIt(selector, nodeHoleScrapes, intervalSeconds)];
  return `(${now} - ${before} * (${now} >= bool ${before}))`;
}

/** The client's count, and where no client was observed the server's. */
function eitherEnd(client: EdgeMetric, server: EdgeMetric, labels: readonly string[] = []): Expression {
  return (interval) => {
    const rate = (selector: string) => `${by(labels)} (${added(selector, interval)})`;
    return `(${rate(seen(client, 'client'))} or ${rate(seen(server, 'server'))}) / ${interval}`;
  };
}

/**
 * The client's count wherever the client counts anything, and the server's elsewhere: the ends may tell the same by other labels (a client that
 * gave up has `unanswered` where the server has 200; a reset has a reason where it is sent, and a state where it is received), so that one's
 * rows must not stand among the other's.
 */
function oneView(metric: EdgeMetric, told: readonly string[], count: (end: 'client' | 'server', interval: number) => string): Expression {
  const seenByClient = atEvaluation(seen(metric, 'client'));
  const same = [...recordedEdgeLabels, ...told].join(', ');
  return (interval) => `(${count('client', interval)} or (${count('server', interval)} unless on (${same}) ${seenByClient})) / ${interval}`;
}

/** The label `outcome`, from what contract/l7.ts says of `protocol` and `status`. */
function withOutcome(vector: string): string {
  const named = (inner: string, outcome: string, pattern: string) => `label_replace(${inner}, "outcome", "${outcome}", "outcome", "${pattern}")`;
  const good = named(`label_join(${vector}, "outcome", "/", "protocol", "status")`, 'ok', outcomePatterns.ok);
  return named(named(good, 'client_error', outcomePatterns.client_error), 'error', '.*/.*');
}

function requests(): Expression {
  return oneView(l7Requests, ['protocol'], (end, interval) => {
    const byStatus = `${by(['protocol', 'status'])} (${added(seen(l7Requests, end), interval)})`;
    return `${by(['protocol', 'outcome'])} (${withOutcome(byStatus)})`;
  });
}

/** Each end counts what the other does not, so whatever is there is added. */
function everyEnd(metric: EdgeMetric, labels: readonly string[] = []): Expression {
  return (interval) => `${by(labels)} (${added(seen(metric), interval)}) / ${interval}`;
}

function ofNode({ name }: Metric, labels: readonly string[]): Expression {
  return (interval) => `sum by (${[...recordedNodeLabels, ...labels].join(', ')}) (${addedOnNode(name, interval)}) / ${interval}`;
}

/** Read by a rule below those that write it, so that it is of the same evaluation. */
function ofAll({ name }: RecordedSeries, matcher = '', labels: readonly string[] = []): Expression {
  return () => `sum by (${[...recordedAllLabels, ...labels].join(', ')}) (${name}${matcher})`;
}

function level(metric: EdgeMetric): Expression {
  return () => `${by()} (${seen(metric, 'client')}) or ${by()} (${seen(metric, 'server')})`;
}

/** `>= 0` leaves out the NaN of a minute without samples, so that the other end can answer. */
function quantile(metric: EdgeMetric, q: number, labels: readonly string[] = []): Expression {
  const of = (end: 'client' | 'server') => `(histogram_quantile(${q}, ${by(['le', ...labels])} (rate(${metric.name}_bucket{observed="${end}"}[1m]))) >= 0)`;
  return () => `${of('client')} or ${of('server')}`;
}

const askedOnly = 'protocol!="tls"';

/** Of a workload: the server's count, which is of all its clients, and where that is not observed the clients'. */
function ofWorkload(metric: EdgeMetric, part: 'bucket' | 'sum', { matchers = '', labels = [] }: { matchers?: string; labels?: readonly string[] }): Expression {
  const of = (end: 'client' | 'server') =>
    `sum by (${[...recordedWorkloadLabels, ...labels].join(', ')}) (rate(${metric.name}_${part}{observed="${end}"${matchers}}[1m]))`;
  return () => `${of('server')} or ${of('client')}`;
}

/** Read by rules below those that write them, too. */
const askedOfWorkload: Expression = () => `sum by (${recordedWorkloadLabels.join(', ')}) (${edgeRequests.name}{${askedOnly}})`;
const slowestOfWorkload: Expression = () =>
  `max by (${recordedWorkloadLabels.join(', ')}) (histogram_quantile(0.99, ${workloadRequestBuckets.name}{${askedOnly}}) >= 0)`;

interface RecordingRule {
  readonly record: RecordedSeries;
  readonly expression: Expression;
}

const counts: readonly RecordingRule[] = [
  { record: edgeConnects, expression: eitherEnd(tcpConnects, tcpAccepts) },
  { record: edgeConnectFailures, expression: everyEnd(tcpConnectFailures, ['reason']) },
  { record: edgeOpenConnections, expression: level(tcpOpenConnections) },
  { record: edgeToServerBytes, expression: eitherEnd(tcpSentBytes, tcpReceivedBytes, ['traffic']) },
  { record: edgeToClientBytes, expression: eitherEnd(tcpReceivedBytes, tcpSentBytes, ['traffic']) },
  { record: edgeRetransmits, expression: everyEnd(tcpRetransmittedSegments) },
  {
    record: edgeResets,
    expression: oneView(tcpResets, [], (end, interval) => `${by(['reason'])} (${added(seen(tcpResets, end), interval)})`),
  },
  { record: edgeUdpToServerBytes, expression: eitherEnd(udpSentBytes, udpReceivedBytes, ['traffic']) },
  { record: edgeUdpToClientBytes, expression: eitherEnd(udpReceivedBytes, udpSentBytes, ['traffic']) },
  { record: edgeUnixOpenConnections, expression: level(unixOpenConnections) },
  { record: edgeRequests, expression: requests() },
  {
    record: edgeUnseenConnections,
    expression: oneView(l7UnseenConnections, [], (end, interval) => `${by(['reason'])} (${added(seen(l7UnseenConnections, end), interval)})`),
  },
  { record: edgeDroppedPackets, expression: everyEnd(droppedPackets) },
  { record: workloadRequests, expression: askedOfWorkload },
  { record: nodeEvents, expression: ofNode(events, ['collector']) },
  { record: nodeLost, expression: ofNode(lost, ['collector', 'reason']) },
  { record: nodeInvalidSamples, expression: ofNode(invalidSamples, ['source', 'field']) },
  { record: allRequests, expression: ofAll(edgeRequests, `{${askedOnly}}`, ['outcome']) },
  { record: allConnects, expression: ofAll(edgeConnects) },
  { record: allConnectFailures, expression: ofAll(edgeConnectFailures) },
];

const quantiles: readonly RecordingRule[] = [
  { record: edgeRttP50, expression: quantile(tcpRtt, 0.5) },
  { record: edgeRttP99, expression: quantile(tcpRtt, 0.99) },
  { record: edgeRequestP50, expression: quantile(l7RequestTime, 0.5, ['protocol']) },
  { record: edgeRequestP99, expression: quantile(l7RequestTime, 0.99, ['protocol']) },
  { record: workloadRequestBuckets, expression: ofWorkload(l7RequestTime, 'bucket', { labels: ['protocol', 'le'] }) },
  { record: workloadConnectBuckets, expression: ofWorkload(tcpConnectTime, 'bucket', { labels: ['le'] }) },
  { record: workloadRequestP99, expression: slowestOfWorkload },
  // Rate times mean duration, which is what the sum of durations gains in a second.
  { record: workloadUnderWay, expression: ofWorkload(l7RequestTime, 'sum', { matchers: `,${askedOnly}` }) },
];

/** Quantiles are the dearest to make, and of a minute: every third scrape is often enough. */
const quantileScrapes = 3;

function group(name: string, rules: readonly RecordingRule[], everySeconds: number, intervalSeconds: number): object {
  const written = rules.map(({ record, expression }) => ({ record: record.name, expr: expression(intervalSeconds) }));
  return { name, interval: `${everySeconds}s`, rules: written };
}

/** The rules file of Prometheus. The interval is that of the scrape of the agents. */
export function recordingRules(intervalSeconds = 5): string {
  const groups = [
    group('sonde-counts', counts, intervalSeconds, intervalSeconds),
    group('sonde-quantiles', quantiles, quantileScrapes * intervalSeconds, intervalSeconds),
  ];
  return stringify({ groups }, { lineWidth: 0 });
}

/** `node dashboards/recordings/rules.ts [SECONDS]`: for a Prometheus that `sonde up` does not start. */
if (import.meta.main) process.stdout.write(recordingRules(Number(process.argv[2] ?? 5)));
