import type { Batch, IHeaders, KafkaMessage, Message } from 'kafkajs';
import { deadLetterHeaders } from '#contract/kafka.ts';
import type { Sent } from '#contract/kafka-send.ts';

/** A message that can never be stored, and why. */
export interface Poison {
  readonly message: KafkaMessage;
  readonly reason: string;
}

export type Origin = Pick<Batch, 'topic' | 'partition'>;

/** A broker takes 1 MiB at a time, compressed; what was random from the start becomes no smaller. */
const mostBytes = 900_000;
/** The form of a message and of its headers, at most. */
const formBytes = { ofMessage: 64, ofHeader: 10 };

/** What is sent is kept: only then may whoever read it go on. */
export async function bury(send: (sent: Sent) => Promise<void>, topic: string, origin: Origin, poisons: readonly Poison[]): Promise<void> {
  for (const messages of lettersOf(origin, poisons)) await send({ topic, messages });
}

/** In parts that a broker takes. */
export function* lettersOf(origin: Origin, poisons: readonly Poison[]): Generator<Message[]> {
  let part: Message[] = [];
  let bytes = 0;
  for (const poison of poisons) {
    const letter = fittingLetterOf(origin, poison);
    const more = bytesOf(letter);
    if (part.length > 0 && bytes + more > mostBytes) {
      yield part;
      [part, bytes] = [[], 0];
    }
    part.push(letter);
    bytes += more;
  }
  if (part.length > 0) yield part;
}

/** As it came, with where it was and what is wrong with it. */
function letterOf({ topic, partition }: Origin, { message: { key, value, headers, offset }, reason }: Poison): Message {
  const { reason: why, topic: of, partition: at, offset: place } = deadLetterHeaders;
  return { key, value, headers: { ...headers, [why]: reason, [of]: topic, [at]: String(partition), [place]: offset } };
}

/** What no broker takes whole is cut: its beginning is better than none of it, and better than none of what comes behind it. */
function fittingLetterOf(origin: Origin, { message, reason }: Poison): Message {
  const whole = letterOf(origin, { message, reason });
  if (bytesOf(whole) <= mostBytes) return whole;
  const cut = letterOf(origin, { message, reason: `${reason}; too large: cut, of ${message.value?.length ?? 0} bytes` });
  const room = mostBytes - bytesOf({ ...cut, value: null });
  if (room >= 0) return { ...cut, value: message.value?.subarray(0, room) ?? null };
  const { offset, timestamp, attributes, value } = message;
  const bare = { key: null, headers: {}, value: value?.subarray(0, mostBytes / 2) ?? null, offset, timestamp, attributes };
  return letterOf(origin, { message: bare, reason: `${reason}; too large: without its key and headers, cut, of ${value?.length ?? 0} bytes` });
}

function bytesOf({ key, value, headers = {} }: Message): number {
  return formBytes.ofMessage + lengthOf(key) + lengthOf(value) + bytesOfHeaders(headers);
}

function bytesOfHeaders(headers: IHeaders): number {
  let bytes = 0;
  for (const [name, values] of Object.entries(headers))
    for (const value of [values].flat()) bytes += formBytes.ofHeader + Buffer.byteLength(name) + lengthOf(value);
  return bytes;
}

const lengthOf = (value: Buffer | string | null | undefined): number => (value ? Buffer.byteLength(value) : 0);
