import { zstdDecompressSync } from 'node:zlib';
import type { KafkaConfig } from '#contract/children.ts';
import { logMessageHeaders, topicOf } from '#contract/kafka.ts';
import { kafkaClient, makeTopics } from '#contract/kafka-client.ts';
import { kafkaErrorType, kafkaTrouble } from '#contract/kafka-error.ts';
import { producerOf, sender, sendHalved } from '#contract/kafka-send.ts';
import { logBatchLimits } from '#contract/log-batch.ts';
import type { Send, Verdict } from '../ship/deliver.ts';
import type { Spooled } from '../ship/spool/spooled.ts';
import { keysBy } from './message-key.ts';
import { orAborted } from './or-aborted.ts';
import { halvesOf, type PackedLines, packedMessage, teachPackedLines } from './packed-records.ts';

/** What a broker takes at once: all of it may go to one partition, and not compress at all. */
const mostBytes = 900_000;
/** Of a message, and not of its line. */
const beside = 200;
const newline = 0x0a;

teachPackedLines();

/** Of so many bytes at once, a frame is read in a millisecond or two; on another thread it would cost three times as much. */
const decompression = { maxOutputLength: logBatchLimits.bytes, chunkSize: 1 << 20 };

/** Lines, by their key. */
type Keyed = readonly [key: string, lines: PackedLines];

interface Chunk {
  readonly lines: Map<string, PackedLines>;
  bytes: number;
}

/** The lines of a frame, by their keys, as much of them as may go at once. */
function* chunksOf(text: Buffer, { first, day, spool, lost }: Spooled, agent: string): Generator<readonly Keyed[]> {
  const { agent: agentHeader, spool: spoolHeader, seq, day: dayHeader } = logMessageHeaders;
  const named = { text, headers: { [agentHeader]: agent, [spoolHeader]: spool, [dayHeader]: day }, numberedBy: seq };
  const loss = lost && { [logMessageHeaders.lost]: String(lost.count), [logMessageHeaders.lostBy]: lost.by };
  const keyIn = keysBy(agent);
  let chunk: Chunk = { lines: new Map(), bytes: 0 };
  for (let from = 0, number = first; from < text.length; number += 1) {
    const to = text.indexOf(newline, from);
    const size = to - from + beside;
    if (chunk.bytes > 0 && chunk.bytes + size > mostBytes) {
      yield [...chunk.lines];
      chunk = { lines: new Map(), bytes: 0 };
    }
    chunk.bytes += size;
    const key = keyIn(text, from, to);
    let packed = chunk.lines.get(key);
    if (packed === undefined) {
      packed = { ...named, ofFirst: number === first ? loss : undefined, from: [], to: [], numbers: [] };
      chunk.lines.set(key, packed);
    }
    packed.from.push(from);
    packed.to.push(to);
    packed.numbers.push(number);
    from = to + 1;
  }
  if (chunk.bytes > 0) yield [...chunk.lines];
}

/** Whoever ends does not wait for a broker: what it has not taken stays in the spool. */
const ends: Verdict = { is: 'later', why: 'it ends', askedMs: 0 };

export interface ToKafka {
  readonly agent: string;
  readonly config: KafkaConfig;
  readonly onTrouble: (trouble: string) => void;
}

/** Kafka has them on all its replicas before a frame is taken: all of its lines but those that are too large for the topic even alone. */
export function toKafka({ agent, config, onTrouble }: ToKafka): Send {
  const kafka = kafkaClient(config, { clientId: `sonde-logs-${agent}`, onTrouble });
  const producer = producerOf(kafka);
  const topic = topicOf(config, 'log');
  const sendAll = sender(producer, onTrouble);
  let isReady = false;
  const ready = async () => {
    if (isReady) return;
    await producer.connect();
    await makeTopics(kafka, config, ['log']);
    isReady = true;
  };
  const sendParts = async (keyed: readonly Keyed[], onRefused: (cause: unknown) => void): Promise<void> => {
    const send = (some: readonly Keyed[]) => sendAll({ topic, messages: some.map(([key, lines]) => packedMessage(key, lines)) });
    await sendHalved(keyed, send, async ([key, lines], cause) => {
      const halves = halvesOf(lines);
      if (halves === undefined) return onRefused(cause);
      for (const half of halves) await sendParts([[key, half]], onRefused);
    });
  };
  const send = async (frame: Spooled): Promise<Verdict> => {
    const refused: string[] = [];
    try {
      await ready();
      const text = zstdDecompressSync(frame.lines, decompression);
      for (const chunk of chunksOf(text, frame, agent)) await sendParts(chunk, (cause) => refused.push(kafkaTrouble(config, cause)));
    } catch (cause) {
      // It may have been removed, or the broker is another one now.
      if (kafkaErrorType(cause) === 'UNKNOWN_TOPIC_OR_PARTITION') isReady = false;
      return { is: 'later', why: kafkaTrouble(config, cause), askedMs: 0 };
    }
    const [why] = refused;
    if (why === undefined) return { is: 'taken' };
    return refused.length === frame.count ? { is: 'refused', why } : { is: 'taken', refused: { lines: refused.length, why } };
  };
  return (frame, signal) => orAborted(send(frame), signal, ends);
}
