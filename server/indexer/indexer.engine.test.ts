import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import kafkajs from 'kafkajs';
import { Registry } from 'prom-client';
import { everything } from '#contract/find/term.ts';
import { deadLetterHeaders, groupOf, topicOf } from '#contract/kafka.ts';
import { makeTopics, withAdmin } from '#contract/kafka-client.ts';
import { configFor } from '../../engines/cluster-config.ts';
import type { RunningEngine } from '../../engines/running.ts';
import { sharedElasticsearch, sharedKafka } from '../../engines/shared.ts';
import { clientOf, numbers, send, started, storeOf, upTo } from '../fixtures/indexing.ts';
import { waitFor } from '../fixtures/wait.ts';
import { elasticsearchEvents } from '../store/elasticsearch/elasticsearch-events.ts';
import { at, whole } from '../store/logs/conforms-lines.ts';
import { recordAt, window } from '../store/record-at.ts';
import { throughKafka } from '../store/through-kafka.ts';
import { indexerMetrics } from './indexer-metrics.ts';

let store: RunningEngine;
before(async () => {
  store = await sharedElasticsearch();
});

const configOf = async () => configFor(await sharedKafka(), store);

test('what is sent is stored once, whoever comes and goes among the indexers meanwhile', { timeout: 180_000 }, async () => {
  const config = await configOf();
  const kafka = clientOf(config);
  await makeTopics(kafka, config.kafka);
  await using lines = storeOf(config);
  const first = started(config);
  await first.run();
  await send(kafka, config, 1, 3000);
  const second = started(config);
  await second.run();
  await send(kafka, config, 3001, 3000);
  await send(kafka, config, 1, 1000);
  await first.close();
  await send(kafka, config, 6001, 1000);
  const found = await waitFor('all lines', async () => {
    const there = await numbers(lines);
    return there.length >= 7000 ? there : undefined;
  });
  assert.deepEqual(found, upTo(7000));
  await second.close();
});

test('a group that is shared out anew in the middle of a batch loses and doubles nothing', { timeout: 180_000 }, async () => {
  const config = await configOf();
  const kafka = clientOf(config);
  await makeTopics(kafka, config.kafka);
  await using lines = storeOf(config);
  const told = [indexerMetrics(new Registry()), indexerMetrics(new Registry())] as const;
  const first = started(config, told[0]);
  await first.run();
  await send(kafka, config, 1, 500);
  await waitFor('the first lines', async () => ((await numbers(lines)).length === 500 ? true : undefined));
  const second = started(config, told[1]);
  const pid = await store.pid();
  process.kill(pid, 'SIGSTOP');
  let joining: Promise<void>;
  try {
    await send(kafka, config, 501, 1000);
    const isUnderWay = async () => /^sonde_indexer_lag_records\{.*\} [1-9]/m.test(await told[0].registry.metrics()) || undefined;
    await waitFor('a batch to be under way', isUnderWay);
    joining = second.run();
    await withAdmin(kafka, async (admin) => {
      const isSharedOut = async () => (await admin.describeGroups([groupOf(config.kafka)])).groups[0]?.state === 'PreparingRebalance' || undefined;
      await waitFor('the group to be shared out anew', isSharedOut);
    });
  } finally {
    process.kill(pid, 'SIGCONT');
  }
  await joining;
  await send(kafka, config, 1501, 500);
  await waitFor('all lines', async () => ((await numbers(lines)).length >= 2000 ? true : undefined));
  assert.deepEqual(await numbers(lines), upTo(2000));
  const counts = await Promise.all(told.map(({ documents }) => documents.get()));
  const stored = counts.flatMap(({ values }) => values).filter(({ labels }) => labels.outcome === 'stored');
  assert.equal(
    stored.reduce((sum, { value }) => sum + value, 0),
    2000,
  );
  await Promise.all([first.close(), second.close()]);
});

test('what is no record goes to the dead letters with the reason, and what comes behind it is stored', { timeout: 120_000 }, async () => {
  const config = await configOf();
  const kafka = clientOf(config);
  await makeTopics(kafka, config.kafka);
  await using lines = storeOf(config);
  const producer = kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
  await producer.connect();
  await producer.send({ topic: topicOf(config.kafka, 'log'), messages: [{ key: 'process:app-0', value: 'nonsense' }] });
  await producer.disconnect();
  await send(kafka, config, 1, 10);
  const only = started(config);
  await only.run();
  const reader = kafka.consumer({ groupId: 'dead', maxWaitTimeInMs: 200 });
  await reader.connect();
  await reader.subscribe({ topics: [topicOf(config.kafka, 'dead-letter')], fromBeginning: true });
  const letter = await new Promise<readonly string[]>((resolve, reject) => {
    reader
      .run({
        eachMessage: ({ message: { value, headers = {} } }) => {
          resolve([String(value), String(headers[deadLetterHeaders.reason]), String(headers[deadLetterHeaders.topic])]);
          return Promise.resolve();
        },
      })
      .catch(reject);
  });
  assert.deepEqual(letter, ['nonsense', 'its headers do not name a line', topicOf(config.kafka, 'log')]);
  await waitFor('the others', async () => ((await numbers(lines)).length === 10 ? true : undefined));
  await reader.disconnect();
  await only.close();
});

test('while Elasticsearch is away nothing is committed, and nothing is lost', { timeout: 180_000 }, async () => {
  const config = await configOf();
  const kafka = clientOf(config);
  await makeTopics(kafka, config.kafka);
  await using lines = storeOf(config);
  const only = started(config);
  await only.run();
  await send(kafka, config, 1, 500);
  await waitFor('the first lines', async () => ((await numbers(lines)).length === 500 ? true : undefined));
  await store.kill();
  await send(kafka, config, 501, 500);
  const begun = performance.now();
  await only.close();
  assert.ok(performance.now() - begun < 5000);
  const next = started(config);
  await next.run();
  await store.start();
  await waitFor('the others', async () => ((await numbers(lines)).length === 1000 ? true : undefined));
  assert.deepEqual(await numbers(lines), upTo(1000));
  assert.equal((await lines.count({ ...whole, rule: everything, by: 'level', startUs: at(0), widthUs: 1e12 })).counts[0]?.count, 1000);
  await next.close();
});

test('events go the same way, and the same event again counts in one row', { timeout: 120_000 }, async () => {
  const config = await configOf();
  await using kept = elasticsearchEvents(config.elasticsearch);
  await using events = throughKafka(kept, config.kafka, { node: 'n1', onTrouble: () => {} });
  const again = (seconds: number) => ({ ...recordAt(seconds), fingerprint: 'same' });
  await events.append([again(1), recordAt(5), again(20)]);
  await events.append([again(20), again(30)]);
  const only = started(config);
  await only.run();
  const found = await waitFor('the events', async () => {
    const records = await events.query(window(0, 100));
    return records.length === 2 && records.some(({ count }) => count === 3) ? records : undefined;
  });
  assert.deepEqual(found, [recordAt(5), { ...again(1), count: 3, lastTime: again(30).time }]);
  await only.close();
});
