import assert from 'node:assert/strict';
import { test } from 'node:test';
import kafkajs, { type KafkaMessage, type Message, type ProducerRecord } from 'kafkajs';
import { deadLetterHeaders } from '#contract/kafka.ts';
import { type Sent, sender } from '#contract/kafka-send.ts';
import { bury, lettersOf, type Poison } from './dead-letters.ts';

const origin = { topic: 'sonde-log', partition: 3 };
const brokerBytes = 1 << 20;

function poisonOf(value: Buffer, change: Partial<Pick<KafkaMessage, 'key' | 'headers'>> = {}): Poison {
  const message = { key: Buffer.from('process:app'), timestamp: '0', attributes: 0, offset: '7', headers: { agent: 'n1' }, value, ...change };
  return { message, reason: 'it is no record of a line' };
}

const partsOf = (poisons: readonly Poison[]) => [...lettersOf(origin, poisons)].map((letters) => letters.map(({ message }) => message));
const valueBytes = (part: readonly Message[] = []) => part.reduce((sum, { value }) => sum + Buffer.byteLength(value ?? ''), 0);

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

test('a broker that takes no zstd gets letters by gzip, as it gets all else: what comes behind them goes on', async () => {
  const { GZIP, ZSTD } = kafkajs.CompressionTypes;
  const type = 'UNSUPPORTED_COMPRESSION_TYPE';
  const refusal = new kafkajs.KafkaJSProtocolError(Object.assign(new Error(type), { type, code: 76, retriable: false }));
  const [taken, troubles]: [ProducerRecord[], string[]] = [[], []];
  const send = (sent: ProducerRecord) => {
    if (sent.compression === ZSTD) return Promise.reject(refusal);
    taken.push(sent);
    return Promise.resolve([]);
  };
  const poisons = Array.from({ length: 3 }, () => poisonOf(Buffer.alloc(600_000, 'x')));
  await bury(
    sender({ send }, (trouble) => troubles.push(trouble)),
    'sonde-dead-letter',
    origin,
    poisons,
  );
  assert.deepEqual(
    taken.map(({ topic, acks, compression, messages }) => [topic, acks, compression, messages.length]),
    Array.from({ length: 3 }, () => ['sonde-dead-letter', -1, GZIP, 1]),
  );
  assert.equal(troubles.length, 1);
});

test('a topic that takes less at once gets letters in smaller parts, and what is too large for it alone is cut', async () => {
  const type = 'MESSAGE_TOO_LARGE';
  const refusal = new kafkajs.KafkaJSProtocolError(Object.assign(new Error(type), { type, code: 10, retriable: false }));
  const taken: (readonly Message[])[] = [];
  const send = ({ messages }: Sent) => {
    if (valueBytes(messages) > 10_000) return Promise.reject(refusal);
    taken.push(messages);
    return Promise.resolve();
  };
  const values = [4000, 4000, 4000, 100_000, 4000].map((bytes, n) => Buffer.alloc(bytes, n));
  const poisons = values.map((value) => poisonOf(value));
  await bury(send, 'sonde-dead-letter', origin, poisons);
  const letters = taken.flat();
  assert.deepEqual(
    letters.map(({ value }) => String(value?.[0])),
    values.map((value) => String(value[0])),
  );
  const whole = (letter: Message | undefined, at: number) => Buffer.compare(Buffer.from(letter?.value ?? ''), values[at] ?? Buffer.alloc(0)) === 0;
  assert.deepEqual(letters.map(whole), [true, true, true, false, true]);
  assert.ok(valueBytes(letters.slice(3, 4)) > 5000);
  assert.equal(letters[3]?.headers?.[deadLetterHeaders.reason], 'it is no record of a line; too large: cut, of 100000 bytes');
  await assert.rejects(
    bury(() => Promise.reject(refusal), 'sonde-dead-letter', origin, poisons),
    /MESSAGE_TOO_LARGE/,
  );
});
