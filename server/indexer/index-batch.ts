import type { Batch, KafkaMessage } from 'kafkajs';
import type { Document, Written } from '../store/elasticsearch/bulk.ts';
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
  write: (documents: readonly Document[]) => Promise<Written>,
): Promise<Indexed> {
  const poisons: Poison[] = [];
  const documents: Document[] = [];
  const origins = new Map<string, KafkaMessage>();
  for (const message of messages) {
    const decoded = decode(message);
    if (typeof decoded === 'string') poisons.push({ message, reason: decoded });
    else for (const document of decoded) origins.set(nameOf(document), message);
    if (typeof decoded !== 'string') documents.push(...decoded);
  }
  const { stored, known, dead } = await write(documents);
  for (const { document, reason } of dead) {
    const message = origins.get(nameOf(document));
    if (message !== undefined) poisons.push({ message, reason });
  }
  return { stored, known, poisons };
}
