import type { Batch, IHeaders, KafkaMessage, Message } from 'kafkajs';
import { deadLetterHeaders } from '#contract/kafka.ts';
import { type Sent, sendHalved } from '#contract/kafka-send.ts';

/** A message that can never be stored, and why. */
export interface Poison {
  readonly message: KafkaMessage;
  readonly reason: string;
}

export type Origin = Pick<Batch, 'topic' | 'partition'>;

/** A broker takes 1 MiB at a time, compressed; what was random from the start becomes no smaller. */
const mostBytes = 900_000;
/** A topic that takes no letter of this size takes none. */
const leastBytes = 1000;
/** The form of a message and of its headers, at most. */
const formBytes = { ofMessage: 64, ofHeader: 10 };

export interface Letter {
  readonly poison: Poison;
  readonly message: Message;
}

/** What is sent is kept: only then may whoever read it go on. What the topic does not take even alone is cut to `most`, and to less and less. */
export async function bury(send: (sent: Sent) => Promise<void>, topic: string, origin: Origin, poisons: readonly Poison[], most = mostBytes): Promise<void> {
  const sendSome = (letters: readonly Letter[]) => send({ topic, messages: letters.map(({ message }) => message) });
  for (const letters of lettersOf(origin, poisons, most)) {
    await sendHalved(letters, sendSome, async ({ poison, message }, cause) => {
      const less = Math.floor(Math.min(most, bytesOf(message)) / 2);
      if (less < leastBytes) throw cause;
      await bury(send, topic, origin, [poison], less);
    });
  }
}

/** In parts that a broker takes. */
export function* lettersOf(origin: Origin, poisons: readonly Poison[], most = mostBytes): Generator<Letter[]> {
  let part: Letter[] = [];
  let bytes = 0;
  for (const poison of poisons) {
    const message = fittingLetterOf(origin, poison, most);
    const more = bytesOf(message);
    if (part.length > 0 && bytes + more > most) {
      yield part;
      [part, bytes] = [[], 0];
    }
    part.push({ poison, message });
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
function fittingLetterOf(origin: Origin, { message, reason }: Poison, most: number): Message {
  const whole = letterOf(origin, { message, reason });
  if (bytesOf(whole) <= most) return whole;
  const cut = letterOf(origin, { message, reason: `${reason}; too large: cut, of ${message.value?.length ?? 0} bytes` });
  const room = most - bytesOf({ ...cut, value: null });
  if (room >= 0) return { ...cut, value: message.value?.subarray(0, room) ?? null };
  const { offset, timestamp, attributes, value } = message;
  const bare = { key: null, headers: {}, value: value?.subarray(0, Math.floor(most / 2)) ?? null, offset, timestamp, attributes };
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
