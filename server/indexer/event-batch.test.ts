import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KafkaMessage } from 'kafkajs';
import type { Record } from '#contract/record.ts';
import { recordAt } from '../store/record-at.ts';
import { indexEvents } from './event-batch.ts';

const messageOf = (value: object | string): KafkaMessage => ({
  key: null,
  timestamp: '0',
  attributes: 0,
  offset: '0',
  headers: {},
  value: Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)),
});

async function indexed(values: readonly (object | string)[], refused: ReadonlyMap<string, string> = new Map()) {
  const asked: string[] = [];
  const append = (records: readonly Record[]) => {
    asked.push(...records.map(({ id }) => id));
    return Promise.resolve({ stored: records.length - refused.size, known: 0, refused });
  };
  const { stored, poisons } = await indexEvents({ messages: values.map(messageOf) }, append);
  return { asked, stored, poisons: poisons.map(({ message, reason }) => [String(message.value), reason]) };
}

test('an event at a time that no clock knows is poison with its time; those beside it are stored', async () => {
  const leap = { ...recordAt(2), time: '2026-01-01T23:59:60Z' };
  const zone = { ...recordAt(3), lastTime: '2026-01-01T00:00:09Z[Europe/Paris]' };
  const { asked, stored, poisons } = await indexed([recordAt(1), leap, zone, recordAt(4)]);
  assert.deepEqual({ asked, stored }, { asked: [recordAt(1).id, recordAt(4).id], stored: 2 });
  assert.deepEqual(poisons, [
    [JSON.stringify(leap), 'its time is none: 2026-01-01T23:59:60Z'],
    [JSON.stringify(zone), 'its time is none: 2026-01-01T00:00:09Z[Europe/Paris]'],
  ]);
});

test('what is no event, and what Elasticsearch refuses, are poison each with its reason', async () => {
  const refused = new Map([[recordAt(2).id, 'document_parsing_exception: no number']]);
  const { stored, poisons } = await indexed(['nonsense', recordAt(1), recordAt(2)], refused);
  assert.deepEqual(
    { stored, poisons },
    {
      stored: 1,
      poisons: [
        ['nonsense', 'it is no record of an event'],
        [JSON.stringify(recordAt(2)), 'document_parsing_exception: no number'],
      ],
    },
  );
});
