import type { Identity, Transport } from './identity.ts';
import type { Metric } from './metric.ts';
import {
  droppedPackets,
  l7Requests,
  type ObservedEnd,
  tcpAccepts,
  tcpConnectFailures,
  tcpConnects,
  tcpOpenConnections,
  tcpReceivedBytes,
  tcpResets,
  tcpRetransmittedSegments,
  tcpSentBytes,
  udpReceivedBytes,
  udpSentBytes,
  unixOpenConnections,
} from './metrics.ts';

/**
 * How flows travel: as lines do (contract/log-batch.ts), each line a Flow as JSON. An edge that the series budget has no room for is
 * counted in `other`, where it has no name; what it did in a minute is told by one flow. So the flows of a time add up to what
 * `other` gained in it.
 */
export const flowBatchPath = '/api/flows/batches';

/** What one end of an edge counted in a minute, by flowKey(); of open connections, how many there were at its end. */
export type FlowCounts = Readonly<Record<string, number>>;

export interface Flow {
  /** When the minute began, RFC 3339. */
  readonly time: string;
  readonly client: Identity;
  readonly server: Identity;
  readonly port: number;
  readonly transport: Transport;
  readonly seen: { readonly [end in ObservedEnd]?: FlowCounts };
}

/** An agent tells no more flows of a minute; what is beyond them is one flow of `other`. */
export const mostFlows = 5000;
/** So many different counts one end has in a minute; further statuses and reasons are counted as `other`. */
export const mostFlowKeys = 64;

/** What is told, and by which of the labels that a metric has beside those of the edge. */
const told: ReadonlyMap<Metric, readonly string[]> = new Map<Metric, readonly string[]>([
  [tcpConnects, []],
  [tcpAccepts, []],
  [tcpConnectFailures, ['reason']],
  [tcpOpenConnections, []],
  [tcpSentBytes, ['traffic']],
  [tcpReceivedBytes, ['traffic']],
  [tcpRetransmittedSegments, []],
  [tcpResets, ['direction', 'reason']],
  [udpSentBytes, ['traffic']],
  [udpReceivedBytes, ['traffic']],
  [unixOpenConnections, []],
  [l7Requests, ['protocol', 'status']],
  [droppedPackets, ['reason']],
]);
const toldByName = new Map([...told].map(([metric, labels]) => [metric.name, { metric, labels }]));

/** The name of a count, `sonde_tcp_sent_bytes_total/lan`; undefined of a metric that flows do not tell. `values` are those of its own labels. */
export function flowKey(metric: Metric, values: readonly string[]): string | undefined {
  const labels = told.get(metric);
  if (labels === undefined) return undefined;
  const own = metric.labels.length - values.length;
  return [metric.name, ...labels.map((label) => values[metric.labels.indexOf(label) - own] ?? 'other')].join('/');
}

/** What flowKey() made the key of; undefined where it made none. */
export function readFlowKey(key: string): { readonly metric: Metric; readonly labels: Readonly<Record<string, string>> } | undefined {
  const [name = '', ...values] = key.split('/');
  const known = toldByName.get(name);
  if (known === undefined || values.length !== known.labels.length) return undefined;
  return { metric: known.metric, labels: Object.fromEntries(known.labels.map((label, at) => [label, values[at] ?? ''])) };
}

/** Of which of the transports that an edge has a count is: as the map tells it of series. */
export function transportOfKey(key: string, transports: readonly Transport[]): Transport {
  const [, subject] = /^sonde_(tcp|udp|unix)_/.exec(key) ?? [];
  if (subject !== undefined) return subject as Transport;
  const usual = key.startsWith(`${l7Requests.name}/dns/`) ? 'udp' : 'tcp';
  return transports.includes(usual) ? usual : (transports[0] ?? usual);
}
