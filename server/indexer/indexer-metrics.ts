import type { Batch } from 'kafkajs';
import { type Counter, Gauge, type Registry } from 'prom-client';
import { indexerBackOffs, indexerLagRecords, indexerLagSeconds, indexerPauses, indexerRecords, indexerRequests } from '#contract/indexer-metrics.ts';
import { counterOf, processMetrics, promOf } from '../own-metrics.ts';

/** What an indexer says of itself. */
export interface IndexerMetrics {
  readonly registry: Registry;
  readonly documents: Counter<'outcome'>;
  readonly requests: Counter<string>;
  readonly backOffs: Counter<string>;
  readonly pauses: Counter<string>;
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
  new Gauge({
    ...promOf(indexerLagRecords, registers),
    collect() {
      this.reset();
      for (const { topic, partition, records } of lags.values()) this.set({ topic, partition }, records);
    },
  });
  new Gauge({
    ...promOf(indexerLagSeconds, registers),
    collect() {
      this.reset();
      for (const { topic, partition, records, sentMs } of lags.values()) this.set({ topic, partition }, records === 0 ? 0 : (Date.now() - sentMs) / 1000);
    },
  });
  return {
    registry,
    documents: counterOf(indexerRecords, registers),
    requests: counterOf(indexerRequests, registers),
    backOffs: counterOf(indexerBackOffs, registers),
    pauses: counterOf(indexerPauses, registers),
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
