/**
 * Every metric that agent and server export: names, labels with their closed values, units, buckets.
 * Dashboards, alerts and the server's queries import these values, so that a renamed metric breaks the build.
 */

import { benignDroppedPackets, dropReasons, interfaceDroppedPackets, tcpListenDrops } from './drop-metrics.ts';
import { hostMetrics } from './host-metrics.ts';
import { oomKills, runtimeStarts } from './kernel-metrics.ts';
import { l7Repairs, l7SamplingFactor, l7ServerNames, l7UnlearntNames, l7UnnamedHandshakes, l7UnseenConnections } from './l7-metrics.ts';
import { bothEnds, edgeLabels, type Metric, metric } from './metric.ts';

/** Who listens: the server's half of the edge labels. */
export const listenerLabels = ['server', 'server_kind', 'server_namespace', 'server_port', 'transport'] as const;

export const observedEnds = ['client', 'server'] as const;
export type ObservedEnd = (typeof observedEnds)[number];

export const connectFailureReasons = ['refused', 'timeout', 'unreachable', 'reset', 'aborted', 'other'] as const;
export const trafficClasses = ['loopback', 'lan', 'internet'] as const;
export const resetDirections = ['sent', 'received'] as const;

/**
 * Reset reasons: for those sent, the kernel's `enum sk_rst_reason` in lower case, the twelve that an operator can
 * act on; for those received, the state in which the reset met the connection, because the wire carries no reason.
 */
export const resetReasons = [
  'no_socket',
  'tcp_rfc7323_paws',
  'tcp_too_old_ack',
  'tcp_ack_unsent_data',
  'tcp_flags',
  'tcp_old_ack',
  'tcp_abort_on_close',
  'tcp_abort_on_linger',
  'tcp_abort_on_memory',
  'tcp_disconnect_with_data',
  'tcp_keepalive_timeout',
  'tcp_state',
  'while_connecting',
  'while_established',
  'while_closing',
  'other',
] as const;

/** 6 bounds: from a loopback round trip to one around the globe with a full queue. */
const roundTripBuckets = [0.0001, 0.0005, 0.002, 0.01, 0.05, 0.25];

export const tcpConnects = metric('counter', 'sonde_tcp_connects_total', 'TCP connections established, counted at the client only.', edgeLabels);
export const tcpAccepts = metric('counter', 'sonde_tcp_accepts_total', 'TCP connections established, counted at the server only.', edgeLabels);
export const tcpConnectFailures = metric(
  'counter',
  'sonde_tcp_connect_failures_total',
  'TCP connects that failed, by reason, counted at the client; aborted means that the client gave up.',
  [...edgeLabels, 'reason'],
  { values: { reason: connectFailureReasons } },
);
export const tcpOpenConnections = metric(
  'gauge',
  'sonde_tcp_open_connections',
  `TCP connections in the states ESTABLISHED and CLOSE_WAIT at the last sweep. ${bothEnds}`,
  edgeLabels,
);
export const tcpSentBytes = metric(
  'counter',
  'sonde_tcp_sent_bytes_total',
  `Payload bytes that the observed end sent, without retransmissions and FIN. ${bothEnds}`,
  [...edgeLabels, 'traffic'],
  { values: { traffic: trafficClasses } },
);
export const tcpReceivedBytes = metric(
  'counter',
  'sonde_tcp_received_bytes_total',
  `Payload bytes that the observed end received in order, each once, without FIN. ${bothEnds}`,
  [...edgeLabels, 'traffic'],
  { values: { traffic: trafficClasses } },
);
export const tcpSentSegments = metric(
  'counter',
  'sonde_tcp_sent_segments_total',
  `TCP segments that the observed end sent, retransmissions included. ${bothEnds}`,
  edgeLabels,
);
export const tcpReceivedSegments = metric(
  'counter',
  'sonde_tcp_received_segments_total',
  `TCP segments that the observed end received. ${bothEnds}`,
  edgeLabels,
);
export const tcpRetransmittedSegments = metric(
  'counter',
  'sonde_tcp_retransmitted_segments_total',
  'TCP segments sent again, SYN and SYN-ACK included, counted at the end that sends; the whole of an edge is the sum over both ends, as the recorded series have it.',
  edgeLabels,
);
export const tcpResets = metric(
  'counter',
  'sonde_tcp_resets_total',
  'TCP resets seen from the observed end, by direction and reason; with both ends on observed nodes each reset is one sent and one received; the recorded series count it once.',
  [...edgeLabels, 'direction', 'reason'],
  { values: { direction: resetDirections, reason: resetReasons } },
);
export const tcpRtt = metric(
  'histogram',
  'sonde_tcp_rtt_seconds',
  `Smoothed round-trip time: one sample per connection and sweep in which it moved data, one at close. ${bothEnds}`,
  edgeLabels,
  { buckets: roundTripBuckets },
);
export const tcpRttVariation = metric(
  'counter',
  'sonde_tcp_rtt_variation_seconds_total',
  `Sum of the mean deviation of the round-trip time over the samples of sonde_tcp_rtt_seconds: divided by their count it is the jitter. ${bothEnds}`,
  edgeLabels,
);
export const tcpConnectTime = metric('histogram', 'sonde_tcp_connect_seconds', 'Time from SYN to established, at the client.', edgeLabels, {
  buckets: roundTripBuckets,
});

export const udpSentBytes = metric(
  'counter',
  'sonde_udp_sent_bytes_total',
  `UDP payload bytes that the observed end sent. ${bothEnds}`,
  [...edgeLabels, 'traffic'],
  {
    values: { traffic: trafficClasses },
  },
);
export const udpReceivedBytes = metric(
  'counter',
  'sonde_udp_received_bytes_total',
  `UDP payload bytes that arrived at the observed end. ${bothEnds}`,
  [...edgeLabels, 'traffic'],
  {
    values: { traffic: trafficClasses },
  },
);
export const udpSentDatagrams = metric('counter', 'sonde_udp_sent_datagrams_total', `UDP datagrams that the observed end sent. ${bothEnds}`, edgeLabels);
export const udpReceivedDatagrams = metric(
  'counter',
  'sonde_udp_received_datagrams_total',
  `UDP datagrams that arrived at the observed end. ${bothEnds}`,
  edgeLabels,
);

export const unixOpenConnections = metric(
  'gauge',
  'sonde_unix_open_connections',
  'Connections over unix sockets that are open, counted every 10 s at the client; the server_port of these edges is 0. Those within one program, of the desktop and of systemd are left out.',
  edgeLabels,
);

export const listeningSockets = metric(
  'gauge',
  'sonde_listening_sockets',
  'Sockets that listen (TCP) or are bound to a fixed port (UDP), so that a server is known before its first client.',
  listenerLabels,
  {
    values: { transport: ['tcp', 'udp'] },
  },
);

/** `protocol` values of every l7 metric. */
export const l7Protocols = ['http', 'dns', 'redis', 'postgresql', 'mysql', 'tls', 'other'] as const;
const l7Buckets = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export const l7Requests = metric(
  'counter',
  'sonde_l7_requests_total',
  `Requests by protocol, method and status. ${bothEnds}`,
  [...edgeLabels, 'protocol', 'method', 'status'],
  {
    values: { protocol: l7Protocols },
  },
);
export const l7RequestTime = metric(
  'histogram',
  'sonde_l7_request_seconds',
  `Time from the first byte of a request to the first byte of its answer; of TLS that of the whole handshake. ${bothEnds}`,
  [...edgeLabels, 'protocol'],
  {
    values: { protocol: l7Protocols },
    buckets: l7Buckets,
  },
);
export const droppedPackets = metric(
  'counter',
  'sonde_dropped_packets_total',
  'Packets that the kernel dropped, by its reason: each once, at the end whose socket had it or was to have it, else at the end that is known. ' +
    'Harmless ones are in sonde_benign_dropped_packets_total.',
  [...edgeLabels, 'reason'],
  { values: { reason: dropReasons } },
);

export const collectorNames = ['agent', 'drops', 'host', 'l7', 'lifecycle', 'oom', 'sockets', 'tcp', 'udp', 'unix'] as const;
/** Why something was not counted, or a record not kept. `missed_run`: the kernel skipped a program that was running on that CPU already; `unparsed`: requests that waited when their connection could not be parsed any more; `gap`: bytes that never passed a hook; `query_map_full`: DNS queries, because too many wait for their answers; `spool_full`, `spool_corrupt`: flows that no server took in time, or that the disk did not keep. */
export const lostReasons = [
  'ring_full',
  'detail_map_full',
  'listener_map_full',
  'storage_failed',
  'sweep_race',
  'missed_run',
  'unparsed',
  'gap',
  'no_scratch',
  'query_map_full',
  'queue_full',
  'spool_full',
  'spool_corrupt',
  'rejected',
] as const;

export const lost = metric('counter', 'sonde_lost_total', 'What a collector could not count or keep, by reason.', ['collector', 'reason'], {
  values: { collector: collectorNames, reason: lostReasons },
});
export const overflowed = metric(
  'counter',
  'sonde_overflowed_total',
  'Updates that were counted in `other`, because the kernel table that names them was full; of the agent, because a metric’s share of the series budget was.',
  ['collector'],
  {
    values: { collector: collectorNames },
  },
);
export const events = metric('counter', 'sonde_events_total', 'Events that a collector took from the kernel.', ['collector'], {
  values: { collector: collectorNames },
});
export const collectorUp = metric(
  'gauge',
  'sonde_collector_up',
  '1 while all programs of the collector are attached; the reason of a 0 is in `sonde doctor`.',
  ['collector'],
  {
    values: { collector: collectorNames },
  },
);
export const collectorCpu = metric(
  'counter',
  'sonde_collector_cpu_seconds_total',
  'CPU time of a collector: in the kernel (from samples of the BPF statistics, scaled to the whole time) and in the agent.',
  ['collector', 'side'],
  { values: { collector: collectorNames, side: ['kernel', 'agent'] } },
);
export const invalidSamples = metric('counter', 'sonde_invalid_samples_total', 'Values that a source reported and that cannot be true; they were left out.', [
  'source',
  'field',
]);
export const agentStartTime = metric('gauge', 'sonde_agent_start_time_seconds', 'When this agent started, in seconds since the epoch.', []);
export const agentMemory = metric('gauge', 'sonde_agent_resident_bytes', 'Resident memory of this process of the agent.', []);
export const edgesNamed = metric('gauge', 'sonde_edges_named', 'Edges that have series of their own.', []);
export const edgesUnnamed = metric('gauge', 'sonde_edges_in_other', 'Edges that are counted in `other`, because the series budget is used up.', []);
export const seriesBudget = metric('gauge', 'sonde_series_budget', 'How many series this agent may export.', []);
export const seriesExposed = metric('gauge', 'sonde_series_exposed', 'How many series the last scrape contained.', []);

/** Every metric of the agent, in the order of /metrics. */
export const agentMetrics: readonly Metric[] = [
  tcpConnects,
  tcpAccepts,
  tcpConnectFailures,
  tcpOpenConnections,
  tcpSentBytes,
  tcpReceivedBytes,
  tcpSentSegments,
  tcpReceivedSegments,
  tcpRetransmittedSegments,
  tcpResets,
  tcpRtt,
  tcpRttVariation,
  tcpConnectTime,
  udpSentBytes,
  udpReceivedBytes,
  udpSentDatagrams,
  udpReceivedDatagrams,
  unixOpenConnections,
  listeningSockets,
  l7Requests,
  l7RequestTime,
  l7UnseenConnections,
  l7ServerNames,
  l7UnnamedHandshakes,
  l7UnlearntNames,
  l7SamplingFactor,
  l7Repairs,
  droppedPackets,
  interfaceDroppedPackets,
  benignDroppedPackets,
  tcpListenDrops,
  oomKills,
  runtimeStarts,
  ...hostMetrics,
  lost,
  overflowed,
  events,
  collectorUp,
  collectorCpu,
  invalidSamples,
  agentStartTime,
  agentMemory,
  edgesNamed,
  edgesUnnamed,
  seriesBudget,
  seriesExposed,
];
