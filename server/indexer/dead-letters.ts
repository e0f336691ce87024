import type { Batch, KafkaMessage, Message, Producer } from 'kafkajs';
import { deadLetterHeaders } from '#contract/kafka.ts';

/** A message that can never be stored, and why. */
export interface Poison {
  readonly message: KafkaMessage;
  readonly reason: string;
}

export type Origin = Pick<Batch, 'topic' | 'partition'>;

/** What is sent is kept: only then may whoever read it go on. */
export async function bury(producer: Producer, topic: string, origin: Origin, poisons: readonly Poison[]): Promise<void> {
  if (poisons.length > 0) await producer.send({ topic, acks: -1, messages: poisons.map((poison) => letterOf(origin, poison)) });
}

/** As it came, with where it was and what is wrong with it. */
function letterOf({ topic, partition }: Origin, { message: { key, value, headers, offset }, reason }: Poison): Message {
  const { reason: why, topic: of, partition: at, offset: place } = deadLetterHeaders;
  return { key, value, headers: { ...headers, [why]: reason, [of]: topic, [at]: String(partition), [place]: offset } };
}
