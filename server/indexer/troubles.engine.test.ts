import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import kafkajs from 'kafkajs';
import pino from 'pino';
import { Registry } from 'prom-client';
import type { IndexerConfig } from '#contract/children.ts';
import { groupOf, topicOf } from '#contract/kafka.ts';
import { makeTopics } from '#contract/kafka-client.ts';
import { certificate } from '../../engines/certificate.ts';
import { configFor } from '../../engines/cluster-config.ts';
import type { RunningEngine, RunningKafka } from '../../engines/running.ts';
import { sharedElasticsearch, sharedKafka } from '../../engines/shared.ts';
import { clientOf, numbers, send, started, storeOf, upTo } from '../fixtures/indexing.ts';
import { waitFor } from '../fixtures/wait.ts';
import { type Elasticsearch, elasticsearch } from '../store/elasticsearch/client.ts';
import { indexOf, logMappings } from '../store/elasticsearch/templates.ts';
import { indexer } from './indexer.ts';
import { indexerMetrics } from './indexer-metrics.ts';
import { keepIndexing } from './keep-indexing.ts';

const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } = kafkajs;

let kafka: RunningKafka;
let store: RunningEngine;
before(async () => {
  [kafka, store] = await Promise.all([sharedKafka(), sharedElasticsearch()]);
});

const day = '2026-01-01';

/** By the encrypted listener. */
function secured(user: keyof RunningKafka['secured']['users'], change: Partial<IndexerConfig['kafka']> = {}): IndexerConfig {
  const { address, ca, users } = kafka.secured;
  const config = configFor(kafka, store);
  const sasl = { mechanism: 'scram-sha-512', username: user, password: users[user] } as const;
  return { ...config, kafka: { ...config.kafka, brokers: [address], tls: { ca }, sasl, ...change } };
}

for (const mechanism of ['scram-sha-256', 'scram-sha-512'] as const) {
  test(`lines pass an encrypted Kafka that knows its users by ${mechanism}`, { timeout: 60_000 }, async () => {
    const config = secured('sonde', { sasl: { mechanism, username: 'sonde', password: kafka.secured.users.sonde } });
    const client = clientOf(config);
    await makeTopics(client, config.kafka);
    await using lines = storeOf(config);
    await send(client, config, 1, 100);
    const only = started(config);
    await only.run();
    await waitFor('the lines', async () => ((await numbers(lines)).length === 100 ? true : undefined));
    await only.close();
  });
}

async function refusalOf(config: IndexerConfig): Promise<string> {
  const only = started(config);
  const error = await only.run().then(
    () => assert.fail('it works'),
    (refusal: unknown) => refusal,
  );
  await only.close();
  return error instanceof Error ? error.message : String(error);
}

test('what keeps an indexer from Kafka is said in words: another signer, another name, a wrong password, no such host', { timeout: 120_000 }, async () => {
  const { cert } = await certificate('elsewhere');
  const said = await Promise.all([
    refusalOf(secured('sonde', { tls: { ca: cert } })),
    refusalOf(secured('sonde', { brokers: [kafka.secured.address.replace('127.0.0.1', 'localhost')] })),
    refusalOf(secured('sonde', { sasl: { mechanism: 'scram-sha-512', username: 'sonde', password: 'wrong' } })),
    refusalOf(secured('sonde', { brokers: ['sonde.invalid:9092'] })),
    refusalOf(secured('sonde', { sasl: { mechanism: 'plain', username: 'sonde', password: kafka.secured.users.sonde } })),
  ]);
  const expected = [
    /self-signed certificate|unable to verify/,
    /certificate's altnames/,
    /authentication failed.*invalid credentials/i,
    /ENOTFOUND sonde\.invalid/,
    /SASL mechanism/,
  ];
  for (const [at, form] of expected.entries()) assert.match(said[at] ?? '', form);
});

test('where topics may not be made, the ones to make are named', { timeout: 60_000 }, async () => {
  const config = secured('guest');
  const { prefix } = config.kafka;
  const wanted = `make them: ${prefix}-log, ${prefix}-event, ${prefix}-dead-letter (6 partitions, replication factor 1)`;
  const said = await refusalOf(config);
  assert.ok(said.endsWith(wanted) && /authoriz/i.test(said), said);
});

/** Lets a user do with topics what an indexer has to, as docs/cluster.md lists it, and no more; whether it may be in the group is told apart. */
async function rightsOf(user: string, { kafka: of }: IndexerConfig) {
  const admin = clientOf(configFor(kafka, store)).admin();
  await admin.connect();
  const to = { host: '*', principal: `User:${user}`, resourcePatternType: ResourcePatternTypes.LITERAL, permissionType: AclPermissionTypes.ALLOW };
  const { READ, WRITE } = AclOperationTypes;
  const topics = [
    ['log', READ],
    ['event', READ],
    ['dead-letter', WRITE],
  ] as const;
  const acl = topics.map(([topic, operation]) => ({ ...to, resourceType: AclResourceTypes.TOPIC, resourceName: topicOf(of, topic), operation }));
  await admin.createAcls({ acl });
  const group = { ...to, resourceType: AclResourceTypes.GROUP, resourceName: groupOf(of), operation: READ };
  return {
    give: () => admin.createAcls({ acl: [group] }),
    take: () => admin.deleteAcls({ filters: [group] }),
    [Symbol.asyncDispose]: () => admin.disconnect(),
  };
}

test('an indexer that may not be in the group, at first or while it works, says so and comes back once it may; nothing is lost', {
  timeout: 180_000,
}, async () => {
  const config = secured('guest');
  const own = clientOf(secured('sonde', { prefix: config.kafka.prefix }));
  await makeTopics(own, config.kafka);
  await using lines = storeOf(config);
  await using rights = await rightsOf('guest', config);
  const failures: string[] = [];
  const log = pino({ level: 'error' }, { write: (line) => void failures.push(line) });
  let isReady = false;
  const kept = keepIndexing(() => indexer({ config, metrics: indexerMetrics(new Registry()), log }), {
    kafka: config.kafka,
    log,
    onReady: () => (isReady = true),
  });
  await using _ended = { [Symbol.asyncDispose]: () => kept.close() };
  // kafkajs has no coordinator to show where it may not know who that is.
  const outs = () => failures.filter((line) => /(group authorization|find group coordinator).*another begins in/i.test(line)).length;
  // The broker may take a moment to know of the rights that it was told of.
  await waitFor('it to be refused', () => Promise.resolve(outs() > 0 || undefined));
  assert.equal(isReady, false);
  await send(own, config, 1, 100);
  await rights.give();
  await waitFor('the first lines', async () => ((await numbers(lines)).length === 100 ? true : undefined));
  assert.equal(isReady, true);
  const before = outs();
  await rights.take();
  await waitFor('it to be sent out of the group', () => Promise.resolve(outs() > before || undefined));
  await send(own, config, 101, 100);
  await rights.give();
  await waitFor('the other lines', async () => ((await numbers(lines)).length === 200 ? true : undefined));
  assert.deepEqual(await numbers(lines), upTo(200));
  const after = outs();
  await rights.take();
  await waitFor('it to be out again', () => Promise.resolve(outs() > after || undefined));
  const begun = performance.now();
  await kept.close();
  assert.ok(performance.now() - begun < 5000);
});

/** Of a cluster, or of one index. */
type Settings = Readonly<Record<string, string | number | boolean | null>>;
const unset = (settings: Settings): Settings => Object.fromEntries(Object.keys(settings).map((name) => [name, null]));

/** Lines come while Elasticsearch takes none. `cause` resolves once that is so. */
async function heldUp(cause: (server: Elasticsearch, index: string) => Promise<unknown>, mend: (server: Elasticsearch, index: string) => Promise<unknown>) {
  const config = configFor(kafka, store);
  const client = clientOf(config);
  await makeTopics(client, config.kafka);
  await using lines = storeOf(config);
  const metrics = indexerMetrics(new Registry());
  const only = started(config, metrics);
  await only.run();
  await send(client, config, 1, 100);
  await waitFor('the first lines', async () => ((await numbers(lines)).length === 100 ? true : undefined));
  const server = elasticsearch(config.elasticsearch);
  const index = indexOf(config.elasticsearch, 'log', day);
  try {
    await cause(server, index);
    await send(client, config, 101, 900);
    await waitFor('it to back off', async () => (((await metrics.backOffs.get()).values[0]?.value ?? 0) > 0 ? true : undefined));
    assert.equal((await numbers(lines)).length, 100);
  } finally {
    await mend(server, index);
  }
  await waitFor('the other lines', async () => ((await numbers(lines)).length === 1000 ? true : undefined));
  assert.deepEqual(await numbers(lines), upTo(1000));
  await server.close();
  await only.close();
}

for (const block of ['read_only', 'read_only_allow_delete']) {
  test(`an index that can only be read (${block}) holds the lines up and loses none`, { timeout: 120_000 }, async () => {
    const set = (value: true | null) => (server: Elasticsearch, index: string) =>
      server.ask({ method: 'PUT', path: `/${index}/_settings`, body: { [`index.blocks.${block}`]: value } });
    await heldUp(set(true), set(null));
  });
}

test('a disk beyond its flood stage holds the lines up and loses none', { timeout: 240_000 }, async () => {
  const disk = 'cluster.routing.allocation.disk';
  // No disk has as much room as has to be free.
  const rooms = { [`${disk}.watermark.low`]: '3000tb', [`${disk}.watermark.high`]: '2000tb', [`${disk}.watermark.flood_stage`]: '1000tb' };
  const flood: Settings = { [`${disk}.threshold_enabled`]: true, ...rooms, 'cluster.info.update.interval': '10s' };
  const set = (server: Elasticsearch, persistent: Settings) => server.ask({ method: 'PUT', path: '/_cluster/settings', body: { persistent } });
  const isFlooded = (server: Elasticsearch, index: string) => async () => {
    const settings = await server.ask({ method: 'GET', path: `/${index}/_settings`, query: { flat_settings: true } });
    return JSON.stringify(settings).includes('"index.blocks.read_only_allow_delete":"true"') || undefined;
  };
  await heldUp(
    async (server, index) => {
      await set(server, flood);
      await waitFor('Elasticsearch to find its disk full', isFlooded(server, index));
    },
    (server) => set(server, unset(flood)),
  );
});

test('an indexer whose Elasticsearch does not take its password says so and waits; nothing is lost', { timeout: 120_000 }, async () => {
  const config = configFor(kafka, store);
  const client = clientOf(config);
  await makeTopics(client, config.kafka);
  await send(client, config, 1, 100);
  const metrics = indexerMetrics(new Registry());
  const said: string[] = [];
  const log = pino({ level: 'warn' }, { write: (line) => void said.push(line) });
  const wrong = indexer({ config: { ...config, elasticsearch: { ...config.elasticsearch, password: 'wrong' } }, metrics, log });
  await wrong.run();
  await waitFor('it to wait', async () => (((await metrics.pauses.get()).values[0]?.value ?? 0) > 1 ? true : undefined));
  assert.match(said.join(''), /waits \d+ ms: .*user, password or API key are not accepted/);
  await wrong.close();
  await using lines = storeOf(config);
  const right = started(config);
  await right.run();
  await waitFor('the lines', async () => ((await numbers(lines)).length === 100 ? true : undefined));
  assert.deepEqual(await numbers(lines), upTo(100));
  await right.close();
});

test('a storm of lines that the mapping does not take: each is kept without its attributes, or is a dead letter', { timeout: 120_000 }, async () => {
  const config = configFor(kafka, store);
  const client = clientOf(config);
  await makeTopics(client, config.kafka);
  const server = elasticsearch(config.elasticsearch);
  const properties = { ...logMappings.properties, source: { type: 'ip' }, attributes: { properties: { status: { type: 'long' } } } };
  await server.ask({
    method: 'PUT',
    path: `/${indexOf(config.elasticsearch, 'log', day)}`,
    body: { mappings: { ...logMappings, dynamic: false, properties } },
  });
  await using lines = storeOf(config);
  const metrics = indexerMetrics(new Registry());
  const only = started(config, metrics);
  await only.run();
  const count = 6000;
  await send(client, config, 1, count, (number) => ({
    seconds: number,
    message: `line ${number}`,
    source: number % 3 === 0 ? 'no address' : '10.0.0.1',
    attributes: { status: 'no number' },
  }));
  const outcomes = await waitFor('every line to be somewhere', async () => {
    const { values } = await metrics.documents.get();
    const of = new Map(values.map(({ labels, value }) => [labels.outcome, value]));
    return (of.get('stored') ?? 0) + (of.get('dead') ?? 0) >= count ? of : undefined;
  });
  assert.deepEqual(Object.fromEntries(outcomes), { stored: 4000, known: 0, dead: 2000, lost: 0 });
  await waitFor('the others to be found', async () => ((await numbers(lines)).length === 4000 ? true : undefined));
  const admin = client.admin();
  await admin.connect();
  const letters = await admin.fetchTopicOffsets(topicOf(config.kafka, 'dead-letter'));
  assert.equal(
    letters.reduce((sum, { high }) => sum + Number(high), 0),
    2000,
  );
  await admin.disconnect();
  await server.close();
  await only.close();
});
