import type { Batch, KafkaMessage } from 'kafkajs';
import { Compile } from 'typebox/compile';
import { Record } from '#contract/record.ts';
import type { Appended } from '../store/elasticsearch/event-append.ts';
import type { Poison } from './dead-letters.ts';
import type { Indexed } from './index-batch.ts';

const isRecord = Compile(Record);

/** In words, why it is none. */
function recordOf(value: Buffer | null): Record | string {
  const none = 'it is no record of an event';
  try {
    const record: unknown = JSON.parse(value?.toString() ?? '');
    if (!isRecord.Check(record)) return none;
    // The form allows for leap seconds and for names of zones, which no clock here knows.
    const wrong = [record.time, record.lastTime ?? record.time].find((time) => Number.isNaN(Date.parse(time)));
    return wrong === undefined ? record : `its time is none: ${wrong.slice(0, 100)}`;
  } catch {
    return none;
  }
}

/** Stores the events of a batch; what is no event, or is not taken, is told. */
export async function indexEvents({ messages }: Pick<Batch, 'messages'>, append: (records: readonly Record[]) => Promise<Appended>): Promise<Indexed> {
  const poisons: Poison[] = [];
  const events: { readonly message: KafkaMessage; readonly record: Record }[] = [];
  for (const message of messages) {
    const record = recordOf(message.value);
    if (typeof record === 'string') poisons.push({ message, reason: record });
    else events.push({ message, record });
  }
  if (events.length === 0) return { stored: 0, known: 0, poisons };
  const { stored, known, refused } = await append(events.map(({ record }) => record));
  for (const { message, record } of events) {
    const reason = refused.get(record.id);
    if (reason !== undefined) poisons.push({ message, reason });
  }
  return { stored, known, poisons };
}
