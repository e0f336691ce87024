import type { Batch, Kafka } from 'kafkajs';
import { withAdmin } from '#contract/kafka-client.ts';

export type CountedBatch = Pick<Batch, 'topic' | 'partition' | 'messages'>;

export interface LetGoOptions {
  readonly groupId: string;
  readonly topics: readonly string[];
  readonly onLost: (batch: CountedBatch, count: number) => void;
  /** Where Kafka does not tell how far the group is; then a gap in front of what comes next is not known. */
  readonly onTrouble: (error: unknown) => void;
}

/** Messages that Kafka has let go of, by age or by bytes, before the group had read them. */
export interface LetGo {
  /** To be called before the group is joined, and again at each joining: others may have gone on meanwhile. */
  ask(): Promise<void>;
  /** Tells of those in front of this batch, once; to be called when it is stored: of what is not, Kafka may let go meanwhile. */
  countBefore(batch: CountedBatch): Promise<void>;
}

export function letGo(kafka: Kafka, { groupId, topics, onLost, onTrouble }: LetGoOptions): LetGo {
  const next = new Map<string, number>();
  let asked = Promise.resolve();
  const committed = async (): Promise<void> => {
    const found = await withAdmin(kafka, (admin) => admin.fetchOffsets({ groupId, topics: [...topics] }));
    for (const { topic, partitions } of found) {
      // Where nothing is committed it is negative.
      for (const { partition, offset } of partitions) next.set(`${topic} ${partition}`, Math.max(Number(offset), next.get(`${topic} ${partition}`) ?? -1));
    }
  };
  /** The first that Kafka still has: a gap behind it is none of Kafka's making. */
  const oldest = async (topic: string, partition: number): Promise<number> => {
    const offsets = await withAdmin(kafka, (admin) => admin.fetchTopicOffsets(topic));
    return Number(offsets.find((one) => one.partition === partition)?.low ?? 0);
  };
  return {
    ask() {
      asked = asked.then(committed).catch(onTrouble);
      return asked;
    },
    async countBefore(batch) {
      await asked;
      const { topic, partition, messages } = batch;
      if (messages.length === 0) return;
      const [first, last] = [Number(messages[0]?.offset), Number(messages.at(-1)?.offset)];
      const key = `${topic} ${partition}`;
      const expected = next.get(key) ?? -1;
      const count = expected >= 0 && first > expected ? Math.min(first, await oldest(topic, partition)) - expected : 0;
      next.set(key, Math.max(expected, last + 1));
      if (count > 0) onLost(batch, count);
    },
  };
}
