import type { Batch, KafkaMessage } from 'kafkajs';
import type { Dead, Document, Written } from '../store/elasticsearch/bulk.ts';
import type { Poison } from './dead-letters.ts';
import type { Decoded } from './log-message.ts';

export interface Indexed {
  readonly stored: number;
  readonly known: number;
  readonly poisons: readonly Poison[];
}

const nameOf = ({ kind, day, id }: Document): string => `${kind} ${day} ${id}`;

/** Stores the messages of a batch; what is no record, or is not taken in any form, is told. */
export async function indexBatch(
  { messages }: Pick<Batch, 'messages'>,
  decode: (message: KafkaMessage) => Decoded,
  write: (documents: Iterable<Document>) => Promise<Written>,
): Promise<Indexed> {
  const poisons: Poison[] = [];
  function* documents(): Generator<Document> {
    for (const message of messages) {
      const decoded = decode(message);
      if (typeof decoded === 'string') poisons.push({ message, reason: decoded });
      else yield* decoded;
    }
  }
  const { stored, known, dead } = await write(documents());
  return { stored, known, poisons: [...poisons, ...poisonsOf(messages, decode, dead)] };
}

/** Which messages they came from, few as they are, is found by decoding once more. */
function poisonsOf(messages: readonly KafkaMessage[], decode: (message: KafkaMessage) => Decoded, dead: readonly Dead[]): Poison[] {
  if (dead.length === 0) return [];
  const reasons = new Map(dead.map(({ document, reason }) => [nameOf(document), reason]));
  return messages.flatMap((message) => {
    const decoded = decode(message);
    const documents = typeof decoded === 'string' ? [] : decoded;
    return documents.flatMap((document) => {
      const reason = reasons.get(nameOf(document));
      return reason === undefined ? [] : [{ message, reason }];
    });
  });
}
