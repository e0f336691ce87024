import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { before, test } from 'node:test';
import { zstdCompressSync } from 'node:zlib';
import type { KafkaMessage } from 'kafkajs';
import type { KafkaConfig } from '#contract/children.ts';
import { topicOf } from '#contract/kafka.ts';
import { kafkaClient } from '#contract/kafka-client.ts';
import type { RunningKafka } from '../../engines/running.ts';
import { sharedKafka } from '../../engines/shared.ts';
import { toKafka } from './to-kafka.ts';

let kafka: RunningKafka;
before(async () => {
  kafka = await sharedKafka();
});

const configOf = (): KafkaConfig => ({
  brokers: [kafka.address],
  sasl: { mechanism: 'plain', username: kafka.user, password: kafka.password },
  prefix: `sonde-${randomBytes(6).toString('hex')}`,
  partitions: 3,
  replicas: 1,
});

const never = new AbortController().signal;
const lineOf = (number: number): string =>
  JSON.stringify({ level: 'info', identity: `process:${'ü'.repeat(number % 90)}${number % 7}`, source: '/x', message: 'x'.repeat(number % 300) });
const frameOf = (first: number, texts: readonly string[]) => ({
  spool: 's',
  first,
  count: texts.length,
  day: '2026-01-01',
  lines: zstdCompressSync(texts.map((text) => `${text}\n`).join('')),
  progress: '',
  lost: { count: 41, by: 'spool_full' } as const,
});

/** So many different ones, by their numbers: what is sent again, as to a partition whose leader was not there yet, may be there twice. */
async function readAll(config: KafkaConfig, count: number): Promise<Map<number, KafkaMessage>> {
  const consumer = kafkaClient(config, { clientId: 'test', onTrouble: () => {} }).consumer({ groupId: 'test', maxWaitTimeInMs: 200 });
  await consumer.connect();
  await consumer.subscribe({ topics: [topicOf(config, 'log')], fromBeginning: true });
  const messages = new Map<number, KafkaMessage>();
  await new Promise<void>((resolve, reject) => {
    const eachMessage = ({ message }: { readonly message: KafkaMessage }) => {
      messages.set(Number(message.headers?.seq), message);
      if (messages.size === count) resolve();
      return Promise.resolve();
    };
    consumer.run({ eachMessage }).catch(reject);
  });
  await consumer.disconnect();
  return messages;
}

test('each line of a frame is a message that says whose and which it is; the first also what was lost before it', { timeout: 60_000 }, async () => {
  const config = configOf();
  const first = 9_007_199_254_730_000;
  const texts = Array.from({ length: 8000 }, (_, number) => lineOf(number));
  const send = toKafka({ agent: 'n1', config, onTrouble: () => {} });
  for (let verdict = await send(frameOf(first, texts), never); verdict.is !== 'taken'; verdict = await send(frameOf(first, texts), never)) {
    assert.equal(verdict.is, 'later', JSON.stringify(verdict));
  }
  const numbered = await readAll(config, texts.length);
  for (const [at, text] of texts.entries()) {
    const { key, value, headers = {} } = numbered.get(first + at) ?? {};
    assert.deepEqual([String(value), String(key)], [text, JSON.parse(text).identity]);
    const said = Object.fromEntries(Object.entries(headers).map(([name, of]) => [name, String(of)]));
    const loss = at === 0 ? { lost: '41', 'lost-by': 'spool_full' } : {};
    assert.deepEqual(said, { agent: 'n1', spool: 's', day: '2026-01-01', seq: String(first + at), ...loss });
  }
});

test('what keeps an agent from Kafka is said in words, and its lines stay in the spool', { timeout: 60_000 }, async () => {
  const troubles: readonly (readonly [Partial<KafkaConfig>, RegExp])[] = [
    [{ brokers: ['sonde.invalid:9092'] }, /ENOTFOUND sonde\.invalid/],
    [{ brokers: [kafka.secured.address], tls: {} }, /self-signed certificate|unable to verify/],
    [{ sasl: { mechanism: 'plain', username: kafka.user, password: 'wrong' } }, /authentication failed/i],
  ];
  for (const [change, form] of troubles) {
    const verdict = await toKafka({ agent: 'n1', config: { ...configOf(), ...change }, onTrouble: () => {} })(frameOf(1, [lineOf(1)]), never);
    assert.ok(verdict.is === 'later' && form.test(verdict.why), JSON.stringify(verdict));
  }
});
