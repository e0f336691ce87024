import { type EdgeLabel, edgeLabels } from './metric.ts';

/**
 * The series that recording rules write and that map and boards read: one per edge, whichever of its ends is observed;
 * one per node for what its agent took in, lost and rejected; one for all edges of a cluster together, so that
 * a week of the whole can be drawn without a week of each.
 * Rates are exact: what was counted since the evaluation before, over the interval, so that
 * `sum_over_time(x[w]) * interval` is the count in w.
 */
export interface RecordedSeries {
  readonly name: `sonde:${'edge' | 'node' | 'all'}_${string}:${'rate' | 'sum' | 'p50' | 'p99'}`;
  readonly help: string;
  /** Labels beside those of its level: `recordedEdgeLabels`, `recordedNodeLabels` or `recordedAllLabels`. */
  readonly labels: readonly string[];
}

/** What is left of an edge's labels when the end at which it was counted is gone. `cluster` comes from the scrape. */
export const recordedEdgeLabels = ['cluster', ...edgeLabels.filter((label) => label !== 'observed')] as readonly ('cluster' | EdgeLabel)[];
export const recordedNodeLabels = ['cluster', 'node'] as const;
export const recordedAllLabels = ['cluster'] as const;

function recorded(name: RecordedSeries['name'], help: string, labels: readonly string[] = []): RecordedSeries {
  return { name, help, labels };
}

export const edgeConnects = recorded('sonde:edge_tcp_connects:rate', 'Connections established per second.');
export const edgeConnectFailures = recorded('sonde:edge_tcp_connect_failures:rate', 'Connects that failed per second, by reason.', ['reason']);
export const edgeOpenConnections = recorded('sonde:edge_tcp_open_connections:sum', 'Connections that are open.');
export const edgeToServerBytes = recorded('sonde:edge_tcp_to_server_bytes:rate', 'TCP payload per second, client to server.', ['traffic']);
export const edgeToClientBytes = recorded('sonde:edge_tcp_to_client_bytes:rate', 'TCP payload per second, server to client.', ['traffic']);
export const edgeRetransmits = recorded('sonde:edge_tcp_retransmitted_segments:rate', 'Segments sent again per second, both ends added.');
export const edgeResets = recorded('sonde:edge_tcp_resets:rate', 'Resets per second, each once.');
export const edgeRttP50 = recorded('sonde:edge_tcp_rtt_seconds:p50', 'Median round-trip time of the last minute.');
export const edgeRttP99 = recorded('sonde:edge_tcp_rtt_seconds:p99', '99th percentile of the round-trip time of the last minute.');
export const edgeUdpToServerBytes = recorded('sonde:edge_udp_to_server_bytes:rate', 'UDP payload per second, client to server.', ['traffic']);
export const edgeUdpToClientBytes = recorded('sonde:edge_udp_to_client_bytes:rate', 'UDP payload per second, server to client.', ['traffic']);
export const edgeUnixOpenConnections = recorded('sonde:edge_unix_open_connections:sum', 'Connections over unix sockets that are open.');
export const edgeRequests = recorded(
  'sonde:edge_l7_requests:rate',
  'Requests per second, by what they came to; an edge that its client sees has the client’s numbers only.',
  ['protocol', 'outcome'],
);
export const edgeRequestP50 = recorded('sonde:edge_l7_request_seconds:p50', 'Median time to an answer in the last minute.', ['protocol']);
export const edgeRequestP99 = recorded('sonde:edge_l7_request_seconds:p99', '99th percentile of the time to an answer in the last minute.', ['protocol']);
export const edgeUnseenConnections = recorded('sonde:edge_l7_unseen_connections:rate', 'Connections per second whose requests are not seen, by why.', [
  'reason',
]);
export const edgeDroppedPackets = recorded('sonde:edge_dropped_packets:rate', 'Packets per second that the kernel dropped, both ends added.');
export const nodeEvents = recorded('sonde:node_events:rate', 'Events per second that a collector took from the kernel.', ['collector']);
export const nodeLost = recorded('sonde:node_lost:rate', 'Things per second that a collector could not count or name.', ['collector', 'reason']);
export const nodeInvalidSamples = recorded('sonde:node_invalid_samples:rate', 'Values per second that cannot be true and were left out.', ['source', 'field']);
export const allRequests = recorded('sonde:all_l7_requests:rate', 'Requests per second on all edges, handshakes of TLS left out.', ['outcome']);
export const allConnects = recorded('sonde:all_tcp_connects:rate', 'Connections established per second on all edges.');
export const allConnectFailures = recorded('sonde:all_tcp_connect_failures:rate', 'Connects that failed per second on all edges.');

export const recordedSeries: readonly RecordedSeries[] = [
  edgeConnects,
  edgeConnectFailures,
  edgeOpenConnections,
  edgeToServerBytes,
  edgeToClientBytes,
  edgeRetransmits,
  edgeResets,
  edgeRttP50,
  edgeRttP99,
  edgeUdpToServerBytes,
  edgeUdpToClientBytes,
  edgeUnixOpenConnections,
  edgeRequests,
  edgeRequestP50,
  edgeRequestP99,
  edgeUnseenConnections,
  edgeDroppedPackets,
  nodeEvents,
  nodeLost,
  nodeInvalidSamples,
  allRequests,
  allConnects,
  allConnectFailures,
];
