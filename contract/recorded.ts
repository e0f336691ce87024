import { edgeLabels } from './metric.ts';

/**
 * The series that recording rules write and that map and boards read: one per edge, whichever of its ends is observed;
 * one per workload for what scales it; one per node for what its agent took in, lost and rejected; one for all edges of a cluster together, so that
 * a week of the whole can be drawn without a week of each.
 * Rates are exact: what was counted since the evaluation before, over the interval, so that
 * `sum_over_time(x[w]) * interval` is the count in w.
 */
export interface RecordedSeries<Label extends string = string> {
  readonly name: SeriesName<'edge' | 'workload' | 'node' | 'all'>;
  readonly help: string;
  /** Those of its level, such as `recordedEdgeLabels`, and its own. */
  readonly labels: readonly Label[];
}

type SeriesName<Level extends string> = `sonde:${Level}_${string}:${'rate' | 'sum' | 'p50' | 'p99'}`;

/** What is left of an edge's labels when the end at which it was counted is gone. `cluster` comes from the scrape. */
export const recordedEdgeLabels = ['cluster', ...edgeLabels.filter((label) => label !== 'observed')] as const;
/** Of who is asked, whoever asks. */
export const recordedWorkloadLabels = ['cluster', 'server', 'server_kind', 'server_namespace'] as const;
export const recordedNodeLabels = ['cluster', 'node'] as const;
export const recordedAllLabels = ['cluster'] as const;

function ofEdge<Label extends string = never>(name: SeriesName<'edge'>, help: string, own: readonly Label[] = []) {
  return { name, help, labels: [...recordedEdgeLabels, ...own] } as const;
}

function ofWorkload<Label extends string = never>(name: SeriesName<'workload'>, help: string, own: readonly Label[] = []) {
  return { name, help, labels: [...recordedWorkloadLabels, ...own] } as const;
}

function ofNode<Label extends string>(name: SeriesName<'node'>, help: string, own: readonly Label[]) {
  return { name, help, labels: [...recordedNodeLabels, ...own] } as const;
}

function ofAll<Label extends string = never>(name: SeriesName<'all'>, help: string, own: readonly Label[] = []) {
  return { name, help, labels: [...recordedAllLabels, ...own] } as const;
}

export const edgeConnects = ofEdge('sonde:edge_tcp_connects:rate', 'Connections established per second.');
export const edgeConnectFailures = ofEdge('sonde:edge_tcp_connect_failures:rate', 'Connects that failed per second, by reason.', ['reason']);
export const edgeOpenConnections = ofEdge('sonde:edge_tcp_open_connections:sum', 'Connections that are open.');
export const edgeToServerBytes = ofEdge('sonde:edge_tcp_to_server_bytes:rate', 'TCP payload per second, client to server.', ['traffic']);
export const edgeToClientBytes = ofEdge('sonde:edge_tcp_to_client_bytes:rate', 'TCP payload per second, server to client.', ['traffic']);
export const edgeRetransmits = ofEdge('sonde:edge_tcp_retransmitted_segments:rate', 'Segments sent again per second, both ends added.');
export const edgeResets = ofEdge('sonde:edge_tcp_resets:rate', 'Resets per second, each once, by the reason that its client tells, or else its server.', [
  'reason',
]);
export const edgeRttP50 = ofEdge('sonde:edge_tcp_rtt_seconds:p50', 'Median round-trip time of the last minute.');
export const edgeRttP99 = ofEdge('sonde:edge_tcp_rtt_seconds:p99', '99th percentile of the round-trip time of the last minute.');
export const edgeUdpToServerBytes = ofEdge('sonde:edge_udp_to_server_bytes:rate', 'UDP payload per second, client to server.', ['traffic']);
export const edgeUdpToClientBytes = ofEdge('sonde:edge_udp_to_client_bytes:rate', 'UDP payload per second, server to client.', ['traffic']);
export const edgeUnixOpenConnections = ofEdge('sonde:edge_unix_open_connections:sum', 'Connections over unix sockets that are open.');
export const edgeRequests = ofEdge(
  'sonde:edge_l7_requests:rate',
  'Requests per second, by what they came to; an edge that its client sees has the client’s numbers only.',
  ['protocol', 'outcome'],
);
export const edgeRequestP50 = ofEdge('sonde:edge_l7_request_seconds:p50', 'Median time to an answer in the last minute.', ['protocol']);
export const edgeRequestP99 = ofEdge('sonde:edge_l7_request_seconds:p99', '99th percentile of the time to an answer in the last minute.', ['protocol']);
export const edgeUnseenConnections = ofEdge('sonde:edge_l7_unseen_connections:rate', 'Connections per second whose requests are not seen, by why.', ['reason']);
export const edgeDroppedPackets = ofEdge('sonde:edge_dropped_packets:rate', 'Packets per second that the kernel dropped, both ends added.');
export const workloadRequests = ofWorkload('sonde:workload_l7_requests:rate', 'Requests per second that a workload is asked, handshakes of TLS left out.');
export const workloadRequestBuckets = ofWorkload(
  'sonde:workload_l7_request_seconds_bucket:rate',
  'Requests per second of the last minute that were answered within `le` seconds: quantiles of many edges at a price that a board can pay.',
  ['protocol', 'le'],
);
export const workloadConnectBuckets = ofWorkload(
  'sonde:workload_tcp_connect_seconds_bucket:rate',
  'Connections per second of the last minute that were established within `le` seconds.',
  ['le'],
);
export const workloadRequestP99 = ofWorkload(
  'sonde:workload_l7_request_seconds:p99',
  '99th percentile of the time to an answer in the last minute, of the protocol for which it is longest.',
);
export const workloadUnderWay = ofWorkload(
  'sonde:workload_l7_requests_under_way:sum',
  'Requests that wait for their answer: the mean of the last minute. What grows here is a queue.',
);
export const nodeEvents = ofNode('sonde:node_events:rate', 'Events per second that a collector took from the kernel.', ['collector']);
export const nodeLost = ofNode('sonde:node_lost:rate', 'Things per second that a collector could not count or name.', ['collector', 'reason']);
export const nodeInvalidSamples = ofNode('sonde:node_invalid_samples:rate', 'Values per second that cannot be true and were left out.', ['source', 'field']);
export const allRequests = ofAll('sonde:all_l7_requests:rate', 'Requests per second on all edges, handshakes of TLS left out.', ['outcome']);
export const allConnects = ofAll('sonde:all_tcp_connects:rate', 'Connections established per second on all edges.');
export const allConnectFailures = ofAll('sonde:all_tcp_connect_failures:rate', 'Connects that failed per second on all edges.');

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
  workloadRequests,
  workloadRequestBuckets,
  workloadConnectBuckets,
  workloadRequestP99,
  workloadUnderWay,
  nodeEvents,
  nodeLost,
  nodeInvalidSamples,
  allRequests,
  allConnects,
  allConnectFailures,
];
