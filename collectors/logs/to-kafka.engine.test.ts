import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { getEventListeners } from 'node:events';
import { before, test } from 'node:test';
import { zstdCompressSync } from 'node:zlib';
import kafkajs, { type Admin, type KafkaMessage } from 'kafkajs';
import type { KafkaConfig } from '#contract/children.ts';
import { topicOf } from '#contract/kafka.ts';
import { kafkaClient } from '#contract/kafka-client.ts';
import type { RunningKafka } from '../../engines/running.ts';
import { sharedKafka } from '../../engines/shared.ts';
import type { Send } from '../ship/deliver.ts';
import type { Spooled } from '../ship/spool/spooled.ts';
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

/** As deliver.ts does: until it is taken. */
async function delivered(send: Send, frame: Spooled, signal = never): Promise<void> {
  for (let verdict = await send(frame, signal); verdict.is !== 'taken'; verdict = await send(frame, signal)) {
    assert.equal(verdict.is, 'later', JSON.stringify(verdict));
  }
}

/** What an operator does, who may do everything. */
async function asOperator(config: KafkaConfig, act: (admin: Admin) => Promise<unknown>): Promise<void> {
  const admin = kafkaClient(config, { clientId: 'operator', onTrouble: () => {} }).admin();
  await admin.connect();
  await act(admin).finally(() => admin.disconnect());
}

/** So many different ones, by their numbers: what is sent again, as to a partition whose leader was not there yet, may be there twice. */
async function readAll(config: KafkaConfig, count: number): Promise<Map<number, KafkaMessage>> {
  const consumer = kafkaClient(config, { clientId: 'test', onTrouble: () => {} }).consumer({
    groupId: 'test',
    maxWaitTimeInMs: 200,
    // A topic that was made a moment ago may have no leader yet.
    retry: { retries: 10, initialRetryTime: 200, maxRetryTime: 1000 },
  });
  await using _ = { [Symbol.asyncDispose]: () => consumer.disconnect() };
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
  return messages;
}

test('each line of a frame is a message that says whose and which it is; the first also what was lost before it', { timeout: 60_000 }, async () => {
  const config = configOf();
  const first = 9_007_199_254_730_000;
  const texts = Array.from({ length: 8000 }, (_, number) => lineOf(number));
  const send = toKafka({ agent: 'n1', config, onTrouble: () => {} });
  const { signal } = new AbortController();
  await delivered(send, frameOf(first, texts), signal);
  assert.equal(getEventListeners(signal, 'abort').length, 0);
  const numbered = await readAll(config, texts.length);
  for (const [at, text] of texts.entries()) {
    const { key, value, headers = {} } = numbered.get(first + at) ?? {};
    assert.deepEqual([String(value), String(key)], [text, JSON.parse(text).identity]);
    const said = Object.fromEntries(Object.entries(headers).map(([name, of]) => [name, String(of)]));
    const loss = at === 0 ? { lost: '41', 'lost-by': 'spool_full' } : {};
    assert.deepEqual(said, { agent: 'n1', spool: 's', day: '2026-01-01', seq: String(first + at), ...loss });
  }
});

test('a topic that takes little at once gets a frame in parts, and all of its lines but one that is too large for it alone', { timeout: 60_000 }, async () => {
  const config = configOf();
  const configEntries = [{ name: 'max.message.bytes', value: '3000' }];
  await asOperator(config, (admin) =>
    admin.createTopics({ topics: [{ topic: topicOf(config, 'log'), numPartitions: 3, configEntries }], waitForLeaders: true }),
  );
  const bytesOf = (number: number) => (number === 77 ? 8000 : 100);
  const texts = Array.from({ length: 300 }, (_, number) =>
    JSON.stringify({ level: 'info', identity: `process:${number % 7}`, source: '/x', message: randomBytes(bytesOf(number)).toString('hex') }),
  );
  const send = toKafka({ agent: 'n1', config, onTrouble: () => {} });
  const verdict = await send(frameOf(1000, texts), never);
  assert.ok(verdict.is === 'taken' && verdict.refused?.lines === 1 && /larger than the max/.test(verdict.refused.why), JSON.stringify(verdict));
  const numbered = await readAll(config, 299);
  for (const [at, text] of texts.entries()) assert.equal(numbered.get(1000 + at)?.value?.toString(), at === 77 ? undefined : text);
  const sayLoss = [...numbered].filter(([, { headers }]) => headers?.lost !== undefined).map(([number]) => number);
  assert.deepEqual(sayLoss, [1000]);
  assert.equal((await send(frameOf(2000, texts.slice(77, 78)), never)).is, 'refused');
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

test('a topic that somebody deletes is made again', { timeout: 120_000 }, async () => {
  const config = configOf();
  const send = toKafka({ agent: 'n1', config, onTrouble: () => {} });
  await delivered(send, frameOf(1, [lineOf(1)]));
  await asOperator(config, (admin) => admin.deleteTopics({ topics: [topicOf(config, 'log')] }));
  await delivered(send, frameOf(2, [lineOf(2)]));
  assert.deepEqual([...(await readAll(config, 1)).keys()], [2]);
});

test('an agent that may only write lines does that; where their topic is not there, it names that one alone', { timeout: 60_000 }, async () => {
  const config = configOf();
  const topic = topicOf(config, 'log');
  const { address, ca, users } = kafka.secured;
  const sasl = { mechanism: 'scram-sha-512', username: 'guest', password: users.guest } as const;
  const send = toKafka({ agent: 'n1', config: { ...config, brokers: [address], tls: { ca }, sasl, replicas: -1 }, onTrouble: () => {} });
  const verdict = await send(frameOf(1, [lineOf(1)]), never);
  assert.ok(
    verdict.is === 'later' && verdict.why.includes(`make them: ${topic} (3 partitions, the broker's default replication factor`),
    JSON.stringify(verdict),
  );
  const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } = kafkajs;
  await asOperator(config, async (admin) => {
    await admin.createTopics({ topics: [{ topic, numPartitions: 3 }], waitForLeaders: true });
    const acl = {
      resourceType: AclResourceTypes.TOPIC,
      resourceName: topic,
      resourcePatternType: ResourcePatternTypes.LITERAL,
      principal: 'User:guest',
      host: '*',
      operation: AclOperationTypes.WRITE,
      permissionType: AclPermissionTypes.ALLOW,
    };
    await admin.createAcls({ acl: [acl] });
  });
  await delivered(send, frameOf(1, [lineOf(1)]));
  assert.deepEqual([...(await readAll(config, 1)).keys()], [1]);
});
