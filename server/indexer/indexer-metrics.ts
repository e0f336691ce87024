import type { Batch } from 'kafkajs';
import { type Counter, Gauge, type Registry } from 'prom-client';
import {
  indexerBackOffs,
  indexerJoined,
  indexerLagRecords,
  indexerLagSeconds,
  indexerPauses,
  indexerRecords,
  indexerRequests,
} from '#contract/indexer-metrics.ts';
import { counterOf, processMetrics, promOf } from '../own-metrics.ts';

/** What of a batch tells how much waits. */
export type SeenBatch = Pick<Batch, 'topic' | 'partition' | 'highWatermark'> & {
  readonly messages: readonly Pick<Batch['messages'][number], 'offset' | 'timestamp'>[];
};

/** What an indexer says of itself. */
export interface IndexerMetrics {
  readonly registry: Registry;
  readonly documents: Counter<'outcome'>;
  readonly requests: Counter<string>;
  readonly backOffs: Counter<string>;
  readonly pauses: Counter<string>;
  /** A batch came, and is to be stored: until it is, all of it waits. */
  seen(batch: SeenBatch): void;
  /** A batch is stored. */
  progress(batch: SeenBatch): void;
  /** It has joined the group: these partitions, and no other, are read by this indexer from now on. */
  assigned(partitions: Readonly<Record<string, readonly number[]>>): void;
  /** It is no longer in the group: what waits now, it does not know. */
  left(): void;
}

interface Lag {
  readonly topic: string;
  readonly partition: number;
  readonly records: number;
  /** When the first message that waits was sent, or the last before it. */
  readonly sentMs: number;
}

const ageSeconds = ({ records, sentMs }: Lag): number => (records === 0 ? 0 : Math.max(0, Date.now() - sentMs) / 1000);

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
      for (const lag of lags.values()) this.set({ topic: lag.topic, partition: lag.partition }, ageSeconds(lag));
    },
  });
  const joined = new Gauge(promOf(indexerJoined, registers));
  const keep = ({ topic, partition, highWatermark }: SeenBatch, next: number, { timestamp }: SeenBatch['messages'][number]) => {
    lags.set(`${topic} ${partition}`, { topic, partition, records: Math.max(0, Number(highWatermark) - next), sentMs: Number(timestamp) });
  };
  return {
    registry,
    documents: counterOf(indexerRecords, registers),
    requests: counterOf(indexerRequests, registers),
    backOffs: counterOf(indexerBackOffs, registers),
    pauses: counterOf(indexerPauses, registers),
    seen(batch) {
      const first = batch.messages[0];
      if (first !== undefined) keep(batch, Number(first.offset), first);
    },
    progress(batch) {
      const last = batch.messages.at(-1);
      if (last !== undefined) keep(batch, Number(last.offset) + 1, last);
    },
    assigned(partitions) {
      joined.set(1);
      for (const [key, { topic, partition }] of lags) if (partitions[topic]?.includes(partition) !== true) lags.delete(key);
    },
    left() {
      joined.set(0);
      lags.clear();
    },
  };
}
