import { metric } from './metric.ts';

/** What an indexer says of itself and of what it reads. */

const partition = ['topic', 'partition'] as const;

export const indexerJoined = metric(
  'gauge',
  'sonde_indexer_joined',
  '1 while it is in its group in Kafka; else it reads nothing, and what waits is not known.',
  [],
);
export const indexerLagRecords = metric(
  'gauge',
  'sonde_indexer_lag_records',
  'Messages that were in Kafka and not stored yet when the last batch came or was stored.',
  partition,
);
export const indexerLagSeconds = metric(
  'gauge',
  'sonde_indexer_lag_seconds',
  'How long ago the first message that waits was sent; 0 where none waits.',
  partition,
);
export const indexerRecords = metric(
  'counter',
  'sonde_indexer_records_total',
  'Records that were taken from Kafka, or gone from it before they were (lost).',
  ['outcome'],
  {
    values: { outcome: ['stored', 'known', 'dead', 'lost'] },
  },
);
export const indexerRequests = metric('counter', 'sonde_indexer_bulk_requests_total', 'Bulk requests that Elasticsearch answered.', []);
export const indexerBackOffs = metric('counter', 'sonde_indexer_back_offs_total', 'Times that Elasticsearch asked for less.', []);
export const indexerPauses = metric('counter', 'sonde_indexer_pauses_total', 'Times that a partition waited for Elasticsearch.', []);
