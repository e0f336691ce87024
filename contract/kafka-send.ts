import { setTimeout as delay } from 'node:timers/promises';
import kafkajs, { type Kafka, type Message, type Producer } from 'kafkajs';
import { kafkaErrorType } from './kafka-error.ts';

const { GZIP, ZSTD } = kafkajs.CompressionTypes;

export interface Sent {
  readonly topic: string;
  readonly messages: Message[];
}

/** As long as it takes a partition to have a leader again, or a new topic to have its first. */
const tries = { most: 4, firstWaitMs: 200 };

/** What it sends goes by a `sender`. */
export function producerOf(kafka: Kafka): Producer {
  // kafkajs (2.2.4) keeps the answers of brokers over its own tries: who has answered for one partition is not asked to take another whose
  // leader it has become meanwhile, and what was meant for that one counts as sent.
  return kafka.producer({ allowAutoTopicCreation: false, createPartitioner: kafkajs.Partitioners.DefaultPartitioner, retry: { retries: 0 } });
}

/** What passes by itself; where kafkajs has tried oftener, as to connect, that is over. */
const passes = (cause: unknown): boolean => cause instanceof kafkajs.KafkaJSNumberOfRetriesExceeded && cause.retryCount === 0;

/** Resolves when all replicas have them. A broker that takes no zstd, as an old one or a managed one, gets gzip from then on, which all take. */
export function sender(producer: Pick<Producer, 'send'>, onTrouble: (trouble: string) => void): (sent: Sent) => Promise<void> {
  let takesZstd = true;
  const send = async (sent: Sent, compression: number): Promise<void> => {
    for (let tried = 1; ; tried += 1) {
      try {
        await producer.send({ ...sent, acks: -1, compression });
        return;
      } catch (cause) {
        if (tried === tries.most || !passes(cause)) throw cause;
      }
      await delay(tries.firstWaitMs * 2 ** (tried - 1));
    }
  };
  return async (sent) => {
    if (!takesZstd) return await send(sent, GZIP);
    try {
      await send(sent, ZSTD);
    } catch (cause) {
      if (kafkaErrorType(cause) !== 'UNSUPPORTED_COMPRESSION_TYPE') throw cause;
      // Others may have been under way.
      if (takesZstd) onTrouble('the broker takes no zstd: what is sent to it is compressed by gzip from now on');
      takesZstd = false;
      await send(sent, GZIP);
    }
  };
}

/** Of a batch: by what the topic takes (`max.message.bytes`), and by what its segments hold. */
const tooLarge: readonly unknown[] = ['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE'];

/** What a topic does not take at once goes in halves; what it does not take alone is left to `alone`. What it took at first may be there twice. */
export async function sendHalved<Part>(
  parts: readonly Part[],
  send: (parts: readonly Part[]) => Promise<void>,
  alone: (part: Part, cause: unknown) => Promise<void>,
): Promise<void> {
  try {
    await send(parts);
  } catch (cause) {
    const [first] = parts;
    if (first === undefined || !tooLarge.includes(kafkaErrorType(cause))) throw cause;
    if (parts.length === 1) return await alone(first, cause);
    const half = Math.ceil(parts.length / 2);
    await sendHalved(parts.slice(0, half), send, alone);
    await sendHalved(parts.slice(half), send, alone);
  }
}
