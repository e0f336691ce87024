import { metric } from './metric.ts';

/** What an indexer says of itself and of what it reads. */

const partition = ['topic', 'partition'] as const;

export const indexerLagRecords = metric(
  'gauge',
  'sonde_indexer_lag_records',
  'Messages that were in Kafka and not stored yet when the last batch was.',
  partition,
);
export const indexerLagSeconds = metric(
  'gauge',
  'sonde_indexer_lag_seconds',
  'How long ago the last message that is stored was sent, where there are more; else 0.',
  partition,
);
export const indexerRecords = metric('counter', 'sonde_indexer_records_total', 'Records that were taken from Kafka.', ['outcome'], {
  values: { outcome: ['stored', 'known', 'dead'] },
});
export const indexerRequests = metric('counter', 'sonde_indexer_bulk_requests_total', 'Bulk requests that Elasticsearch answered.', []);
export const indexerBackOffs = metric('counter', 'sonde_indexer_back_offs_total', 'Times that Elasticsearch asked for less.', []);
export const indexerPauses = metric('counter', 'sonde_indexer_pauses_total', 'Times that a partition waited for Elasticsearch.', []);
