import type { Batch } from 'kafkajs';
import { Compile } from 'typebox/compile';
import { Record } from '#contract/record.ts';
import type { Poison } from './dead-letters.ts';
import type { Indexed } from './index-batch.ts';

const isRecord = Compile(Record);

function recordOf(value: Buffer | null): Record | undefined {
  try {
    const record: unknown = JSON.parse(value?.toString() ?? '');
    return isRecord.Check(record) ? record : undefined;
  } catch {
    return undefined;
  }
}

/** Stores the events of a batch. */
export async function indexEvents(
  { messages }: Pick<Batch, 'messages'>,
  append: (records: readonly Record[]) => Promise<{ stored: number; known: number }>,
): Promise<Indexed> {
  const poisons: Poison[] = [];
  const records: Record[] = [];
  for (const message of messages) {
    const record = recordOf(message.value);
    if (record === undefined) poisons.push({ message, reason: 'it is no record of an event' });
    else records.push(record);
  }
  return { ...(records.length === 0 ? { stored: 0, known: 0 } : await append(records)), poisons };
}
