import type { Batch } from 'kafkajs';
import { Counter, Gauge, type Registry } from 'prom-client';
import { processMetrics } from '../own-metrics.ts';

/** What an indexer says of itself. */
export interface IndexerMetrics {
  readonly registry: Registry;
  readonly documents: Counter<'outcome'>;
  readonly backOffs: Counter<never>;
  readonly pauses: Counter<never>;
  /** A batch is stored. */
  progress(batch: Batch): void;
  /** These partitions, and no other, are read by this indexer from now on. */
  assigned(partitions: Readonly<Record<string, readonly number[]>>): void;
}

interface Lag {
  readonly topic: string;
  readonly partition: number;
  records: number;
  /** When the last message that was stored was sent. */
  sentMs: number;
}

export function indexerMetrics(registry: Registry): IndexerMetrics {
  const registers = [registry];
  processMetrics(registers);
  const lags = new Map<string, Lag>();
  const labelNames = ['topic', 'partition'] as const;
  new Gauge({
    name: 'sonde_indexer_lag_records',
    help: 'Messages that are in Kafka and were not stored yet when the last batch was.',
    labelNames,
    registers,
    collect() {
      this.reset();
      for (const { topic, partition, records } of lags.values()) this.set({ topic, partition }, records);
    },
  });
  new Gauge({
    name: 'sonde_indexer_lag_seconds',
    help: 'How long ago the last message that is stored was sent, where there are more; else 0.',
    labelNames,
    registers,
    collect() {
      this.reset();
      for (const { topic, partition, records, sentMs } of lags.values()) this.set({ topic, partition }, records === 0 ? 0 : (Date.now() - sentMs) / 1000);
    },
  });
  const documents = new Counter({ name: 'sonde_indexer_documents_total', help: 'Records that were taken from Kafka.', labelNames: ['outcome'], registers });
  for (const outcome of ['stored', 'known', 'dead']) documents.inc({ outcome }, 0);
  return {
    registry,
    documents,
    backOffs: new Counter({ name: 'sonde_indexer_back_offs_total', help: 'Times that Elasticsearch asked for less.', registers }),
    pauses: new Counter({ name: 'sonde_indexer_pauses_total', help: 'Times that a partition waited for Elasticsearch.', registers }),
    progress({ topic, partition, highWatermark, messages }) {
      const last = messages.at(-1);
      if (last === undefined) return;
      lags.set(`${topic} ${partition}`, { topic, partition, records: Number(highWatermark) - Number(last.offset) - 1, sentMs: Number(last.timestamp) });
    },
    assigned(partitions) {
      for (const [key, { topic, partition }] of lags) if (partitions[topic]?.includes(partition) !== true) lags.delete(key);
    },
  };
}
