import { once } from 'node:events';
import { promisify } from 'node:util';
import { zstdDecompress } from 'node:zlib';
import kafkajs, { type Message } from 'kafkajs';
import type { KafkaConfig } from '#contract/children.ts';
import { logMessageHeaders, topicOf } from '#contract/kafka.ts';
import { kafkaClient, makeTopics } from '#contract/kafka-client.ts';
import { logBatchLimits } from '#contract/log-batch.ts';
import { fullMessage } from '../runtime/full-message.ts';
import type { Send, Verdict } from './deliver.ts';
import { keyOf } from './message-key.ts';
import type { Spooled } from './spool/spool.ts';

/** What a broker takes at once: all of it may go to one partition, and not compress at all. */
const mostBytes = 900_000;
const newline = 0x0a;

const decompress = promisify(zstdDecompress);

/** Each line of a frame as a message. */
function* messagesOf(text: Buffer, { first, day, spool, lost }: Spooled, agent: string): Generator<Message> {
  const loss = lost && { [logMessageHeaders.lost]: String(lost.count), [logMessageHeaders.lostBy]: lost.by };
  const { agent: agentHeader, spool: spoolHeader, seq, day: dayHeader } = logMessageHeaders;
  for (let at = 0, number = first; at < text.length; number += 1) {
    const end = text.indexOf(newline, at);
    const value = text.subarray(at, end);
    const headers = { [agentHeader]: agent, [spoolHeader]: spool, [seq]: String(number), [dayHeader]: day };
    yield { key: keyOf(value, agent), value, headers: number === first ? { ...headers, ...loss } : headers };
    at = end + 1;
  }
}

function* chunksOf(messages: Iterable<Message>): Generator<Message[]> {
  let chunk: Message[] = [];
  let bytes = 0;
  for (const message of messages) {
    const size = (message.value?.length ?? 0) + 200;
    if (chunk.length > 0 && bytes + size > mostBytes) {
      yield chunk;
      [chunk, bytes] = [[], 0];
    }
    chunk.push(message);
    bytes += size;
  }
  if (chunk.length > 0) yield chunk;
}

const typeOf = (error: unknown): unknown => (error instanceof Error && 'type' in error ? error.type : undefined);

export interface ToKafka {
  readonly agent: string;
  readonly config: KafkaConfig;
  readonly onTrouble: (trouble: string) => void;
}

/** Kafka has them on all its replicas before a frame is taken. */
export function toKafka({ agent, config, onTrouble }: ToKafka): Send {
  const kafka = kafkaClient(config, { clientId: `sonde-logs-${agent}`, onTrouble });
  const producer = kafka.producer({ allowAutoTopicCreation: false, createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
  const topic = topicOf(config, 'log');
  let isReady = false;
  const ready = async () => {
    if (isReady) return;
    await producer.connect();
    await makeTopics(kafka, config);
    isReady = true;
  };
  const send = async (frame: Spooled): Promise<Verdict> => {
    try {
      await ready();
      const text = await decompress(frame.lines, { maxOutputLength: logBatchLimits.bytes });
      for (const messages of chunksOf(messagesOf(text, frame, agent))) {
        await producer.send({ topic, messages, acks: -1, compression: kafkajs.CompressionTypes.ZSTD });
      }
      return { is: 'taken' };
    } catch (cause) {
      // It may have been removed, or the broker is another one now.
      if (typeOf(cause) === 'UNKNOWN_TOPIC_OR_PARTITION') isReady = false;
      const why = `Kafka at ${config.brokers.join(', ')}: ${fullMessage(cause)}`;
      return typeOf(cause) === 'MESSAGE_TOO_LARGE' ? { is: 'refused', why } : { is: 'later', why, askedMs: 0 };
    }
  };
  return (frame, signal) => Promise.race([send(frame), untilAborted(signal)]);
}

/** Whoever ends does not wait for a broker: what it has not taken stays in the spool. */
async function untilAborted(signal: AbortSignal): Promise<Verdict> {
  if (!signal.aborted) await once(signal, 'abort');
  return { is: 'later', why: 'it ends', askedMs: 0 };
}
