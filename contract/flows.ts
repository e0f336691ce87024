import type { Identity, Transport } from './identity.ts';
import { outcomeOf } from './l7.ts';
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

/** What is told of a metric: all of it, or by the values of one of its labels. */
const told: ReadonlyMap<Metric, string | undefined> = new Map<Metric, string | undefined>([
  [tcpConnects, undefined],
  [tcpAccepts, undefined],
  [tcpConnectFailures, 'reason'],
  [tcpOpenConnections, undefined],
  [tcpSentBytes, 'traffic'],
  [tcpReceivedBytes, 'traffic'],
  [tcpRetransmittedSegments, undefined],
  [tcpResets, undefined],
  [udpSentBytes, 'traffic'],
  [udpReceivedBytes, 'traffic'],
  [unixOpenConnections, undefined],
  [droppedPackets, undefined],
]);

/** The name of a count, `sonde_tcp_sent_bytes_total/lan`; undefined of a metric that flows do not tell. `values` are those of its own labels. */
export function flowKey(metric: Metric, values: readonly string[]): string | undefined {
  if (metric === l7Requests) {
    const [protocol = 'other', , status = 'other'] = values;
    return `${metric.name}/${protocol}/${outcomeOf(protocol, status)}`;
  }
  if (!told.has(metric)) return undefined;
  const label = told.get(metric);
  const own = metric.labels.length - values.length;
  return label === undefined ? metric.name : `${metric.name}/${values[metric.labels.indexOf(label) - own] ?? 'other'}`;
}

const keyForm = /^sonde_([a-z\d]+)_\w+(?:\/(\w+))?(?:\/\w+)?$/;

/** Of which of the transports that an edge has a count is: as `transportOf` of the map tells it of series. */
export function transportOfKey(key: string, transports: readonly Transport[]): Transport {
  const [, subject = '', value = ''] = keyForm.exec(key) ?? [];
  if (subject === 'tcp' || subject === 'udp' || subject === 'unix') return subject;
  const usual = value === 'dns' ? 'udp' : 'tcp';
  return transports.includes(usual) ? usual : (transports[0] ?? usual);
}
