import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KafkaMessage } from 'kafkajs';
import { deadLetterHeaders } from '#contract/kafka.ts';
import { lettersOf, type Poison } from './dead-letters.ts';

const origin = { topic: 'sonde-log', partition: 3 };
const brokerBytes = 1 << 20;

function poisonOf(value: Buffer, change: Partial<Pick<KafkaMessage, 'key' | 'headers'>> = {}): Poison {
  const message = { key: Buffer.from('process:app'), timestamp: '0', attributes: 0, offset: '7', headers: { agent: 'n1' }, value, ...change };
  return { message, reason: 'it is no record of a line' };
}

const partsOf = (poisons: readonly Poison[]) => [...lettersOf(origin, poisons)];
const valueBytes = (part: ReturnType<typeof partsOf>[number] = []) => part.reduce((sum, { value }) => sum + Buffer.byteLength(value ?? ''), 0);

test('many large messages are buried in parts that a broker takes, each of them once and whole', () => {
  const values = Array.from({ length: 30 }, (_, n) => Buffer.alloc(100_000, n));
  const parts = partsOf(values.map((value) => poisonOf(value)));
  assert.deepEqual(
    parts.flat().map(({ value }) => value),
    values,
  );
  assert.equal(parts.length, 4);
  for (const part of parts) assert.ok(valueBytes(part) < brokerBytes);
});

test('a letter is the message as it came, with where it was and why', () => {
  const [[letter] = []] = partsOf([poisonOf(Buffer.from('nonsense'))]);
  const { reason, topic, partition, offset } = deadLetterHeaders;
  assert.deepEqual(letter, {
    key: Buffer.from('process:app'),
    value: Buffer.from('nonsense'),
    headers: { agent: 'n1', [reason]: 'it is no record of a line', [topic]: 'sonde-log', [partition]: '3', [offset]: '7' },
  });
});

test('one that is too large by itself is cut, and says so; those beside it are whole', () => {
  const parts = partsOf([poisonOf(Buffer.from('before')), poisonOf(Buffer.alloc(5_000_000, 'x')), poisonOf(Buffer.from('behind'))]);
  const letters = parts.flat();
  assert.deepEqual([String(letters[0]?.value), String(letters[2]?.value)], ['before', 'behind']);
  assert.ok(valueBytes([letters[1] ?? assert.fail()]) > 890_000);
  for (const part of parts) assert.ok(valueBytes(part) <= 900_000);
  assert.equal(letters[1]?.headers?.[deadLetterHeaders.reason], 'it is no record of a line; too large: cut, of 5000000 bytes');
  assert.deepEqual(letters[1]?.key, Buffer.from('process:app'));
});

test('one with a key or headers that no broker takes is buried without them', () => {
  for (const change of [{ key: Buffer.alloc(2_000_000) }, { headers: { mad: [Buffer.alloc(600_000), Buffer.alloc(600_000)] } }]) {
    const [[letter] = []] = partsOf([poisonOf(Buffer.from('nonsense'), change)]);
    assert.deepEqual([letter?.key, String(letter?.value), letter?.headers?.mad], [null, 'nonsense', undefined]);
    assert.equal(letter?.headers?.[deadLetterHeaders.reason], 'it is no record of a line; too large: without its key and headers, cut, of 8 bytes');
  }
});
