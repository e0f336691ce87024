import { metric } from './metric.ts';

/** What the server says of itself, and every process of ours in Node under the names that all Prometheus clients use. */

const seconds = [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10];

export const processStartTime = metric('gauge', 'process_start_time_seconds', 'When the process started, in seconds since the epoch.', []);
export const processCpu = metric('counter', 'process_cpu_seconds_total', 'User and system CPU time of the process.', []);
export const processMemory = metric('gauge', 'process_resident_memory_bytes', 'Resident memory of the process.', []);
export const processFiles = metric('gauge', 'process_open_fds', 'Open file descriptors of the process.', []);
export const eventLoopUse = metric(
  'gauge',
  'nodejs_eventloop_utilization_ratio',
  'Share of the time since the last scrape in which the event loop was at work.',
  [],
);

export const serverBuild = metric('gauge', 'sonde_server_build_info', 'Always 1; the version is in the label.', ['version']);
export const serverRequests = metric('counter', 'sonde_server_requests_total', 'HTTP requests answered.', ['method', 'route', 'status']);
export const serverRequestTime = metric('histogram', 'sonde_server_request_seconds', 'Time to answer an HTTP request.', ['method', 'route'], {
  buckets: seconds,
});
export const serverQueries = metric('counter', 'sonde_server_queries_total', 'Queries that the server sent to Prometheus.', ['outcome'], {
  values: { outcome: ['ok', 'away', 'bad-query', 'too-much'] },
});
export const serverQueryTime = metric('histogram', 'sonde_server_query_seconds', 'Time that Prometheus took to answer.', [], { buckets: seconds });
export const doctorChecks = metric('gauge', 'sonde_doctor_checks', 'What the doctor looked at last, by what came of it.', ['state'], {
  values: { state: ['ok', 'warning', 'failed'] },
});
export const doctorFinding = metric(
  'gauge',
  'sonde_doctor_finding',
  'A check of the doctor that is not as it should be: 1 a warning, 2 a failure. One that is fine has no series; at most 100 are named.',
  ['check'],
);
export const serverLiveStreams = metric('gauge', 'sonde_server_live_streams', 'Open live streams.', []);
export const serverLiveCut = metric('counter', 'sonde_server_live_cut_total', 'Live streams that the server ended.', ['reason'], {
  values: { reason: ['slow', 'full'] },
});
export const serverLiveDropped = metric('counter', 'sonde_server_live_dropped_lines_total', 'Log lines that live readers were too slow for.', []);

const stored = { values: { outcome: ['stored', 'known'] } };
export const serverRecords = metric('counter', 'sonde_server_records_total', 'Records that agents sent.', ['outcome'], stored);
export const serverLogLines = metric('counter', 'sonde_server_log_lines_total', 'Log lines that agents sent.', ['outcome'], stored);
export const serverFlows = metric(
  'counter',
  'sonde_server_flows_total',
  'Flows that agents sent: a minute of an edge that has no series.',
  ['outcome'],
  stored,
);
export const serverAheadBatches = metric(
  'counter',
  'sonde_server_ahead_batches_total',
  'Batches of a day that has not come here: the clock of their agent is ahead. They are kept with those of today.',
  [],
);
export const serverStoreFailures = metric('counter', 'sonde_server_store_failures_total', 'Calls of the store that failed.', []);
export const serverBulkRequests = metric(
  'counter',
  'sonde_server_bulk_requests_total',
  'Bulk requests of the server itself that Elasticsearch answered: what goes through Kafka the indexers write.',
  [],
);
export const serverBackOffs = metric('counter', 'sonde_server_back_offs_total', 'Times that Elasticsearch asked the server itself for less.', []);
export const serverDeadLetters = metric(
  'counter',
  'sonde_server_dead_letters_total',
  'Lines and events that Elasticsearch took from the server itself in no form: they are kept in the index of dead letters, with the reason.',
  [],
);

/** Of data nodes other than those that hold only parts of frozen indices; what Elasticsearch does not tell is absent. */
export const elasticsearchDiskUsed = metric(
  'gauge',
  'sonde_elasticsearch_disk_used_ratio',
  'How full the disk of a data node of Elasticsearch is: of several the fullest. Asked each minute; absent where it is not told.',
  ['elasticsearch_node'],
);
export const elasticsearchDiskWatermark = metric(
  'gauge',
  'sonde_elasticsearch_disk_watermark_ratio',
  'How full that disk may be: from low on the node gets no more shards, from high on they are moved away, from flood_stage on they take nothing more. Absent where watermarks are switched off.',
  ['elasticsearch_node', 'watermark'],
  { values: { watermark: ['low', 'high', 'flood_stage'] } },
);

const sinceRule = 'since the rule is there or was changed';
export const logQueryMatches = metric('counter', 'sonde_log_query_matches_total', `Log lines that the query of a rule found, ${sinceRule}.`, ['rule']);
export const eventQueryMatches = metric('counter', 'sonde_event_query_matches_total', `Events that the query of a rule found, ${sinceRule}.`, ['rule']);
export const deliveriesEnded = metric('counter', 'sonde_deliveries_total', 'Notifications of alerts that came to an end.', ['outcome'], {
  values: { outcome: ['delivered', 'given_up'] },
});
export const deliveryAttempts = metric('counter', 'sonde_delivery_attempts_total', 'Attempts to bring a notification to its receiver.', ['outcome'], {
  values: { outcome: ['ok', 'failed'] },
});
export const incomingDropped = metric('counter', 'sonde_server_incoming_dropped_total', 'Alerts of others that were dropped: there are too many.', []);
export const alertChangesLost = metric(
  'counter',
  'sonde_server_alert_changes_lost_total',
  'Changes of alerts that their history lacks: more waited for the store of events than are kept.',
  [],
);
export const queryCountFailures = metric(
  'counter',
  'sonde_server_query_count_failures_total',
  'Times that the lines which a rule’s query finds could not be counted; they are counted later.',
  [],
);
