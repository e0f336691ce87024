import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Registry } from 'prom-client';
import { groupOf, topicOf } from '#contract/kafka.ts';
import { makeTopics, withAdmin } from '#contract/kafka-client.ts';
import { configFor } from '../../engines/cluster-config.ts';
import { sharedElasticsearch, sharedKafka } from '../../engines/shared.ts';
import { elasticsearchEndpoint } from '../fixtures/elasticsearch-endpoint.ts';
import { clientOf, numbers, send, started, storeOf } from '../fixtures/indexing.ts';
import { waitFor } from '../fixtures/wait.ts';
import { type IndexerMetrics, indexerMetrics } from './indexer-metrics.ts';

async function outcomeOf({ documents }: IndexerMetrics, outcome: string): Promise<number> {
  const { values } = await documents.get();
  return values.find(({ labels }) => labels.outcome === outcome)?.value ?? 0;
}

test('what Kafka let go of before an indexer had read it is counted, once, and the rest is stored', { timeout: 180_000 }, async () => {
  const config = configFor(await sharedKafka(), await sharedElasticsearch());
  const kafka = clientOf(config);
  await makeTopics(kafka, config.kafka);
  await using lines = storeOf(config);
  const stored = async (count: number) => await waitFor(`${count} lines`, async () => ((await numbers(lines)).length === count ? true : undefined));
  const first = started(config);
  await first.run();
  await send(kafka, config, 1, 500);
  await stored(500);
  await first.close();

  await send(kafka, config, 501, 1000);
  const admin = kafka.admin();
  await admin.connect();
  const topic = topicOf(config.kafka, 'log');
  const ends = await admin.fetchTopicOffsets(topic);
  const known = await admin.fetchOffsets({ groupId: groupOf(config.kafka), topics: [topic] });
  const read = known[0]?.partitions ?? [];
  const goes = ends.map(({ partition, high }) => {
    const from = Number(read.find((one) => one.partition === partition)?.offset ?? 0);
    return { partition, count: Math.floor((Number(high) - Math.max(0, from)) / 2), from: Math.max(0, from) };
  });
  await admin.deleteTopicRecords({ topic, partitions: goes.map(({ partition, count, from }) => ({ partition, offset: String(from + count) })) });
  await admin.disconnect();
  const lost = goes.reduce((sum, { count }) => sum + count, 0);
  assert.ok(lost > 400);

  const metrics = indexerMetrics(new Registry());
  const second = started(config, metrics);
  await second.run();
  const third = started(config, metrics);
  await third.run();
  await send(kafka, config, 1501, 100);
  await stored(1600 - lost);
  assert.equal(await outcomeOf(metrics, 'lost'), lost);
  await Promise.all([second.close(), third.close()]);
});

test('what an indexer has read, but could not store before Kafka let go of it, is counted as well', { timeout: 120_000 }, async () => {
  let isAway = false;
  await using store = await elasticsearchEndpoint(({ url, body }) => {
    if (url.startsWith('/_nodes/')) return { body: { nodes: { one: { version: '9.0.0' } } } };
    if (!url.startsWith('/_bulk')) return { body: {} };
    return isAway ? { status: 503, body: {} } : { body: { errors: false, items: [...body.matchAll(/"_id"/g)].map(() => ({ create: { status: 201 } })) } };
  });
  const real = configFor(await sharedKafka(), await sharedElasticsearch());
  const config = { ...real, kafka: { ...real.kafka, partitions: 1 }, elasticsearch: store.config };
  const kafka = clientOf(config);
  await makeTopics(kafka, config.kafka);
  const metrics = indexerMetrics(new Registry());
  const only = started(config, metrics);
  await using _ended = { [Symbol.asyncDispose]: () => only.close() };
  await only.run();
  const stored = (count: number) => waitFor(`${count} lines`, async () => ((await outcomeOf(metrics, 'stored')) === count ? true : undefined));
  await send(kafka, config, 1, 500);
  await stored(500);
  isAway = true;
  await send(kafka, config, 501, 500);
  await waitFor('it to wait', async () => (((await metrics.pauses.get()).values[0]?.value ?? 0) > 0 ? true : undefined));
  const topic = topicOf(config.kafka, 'log');
  await withAdmin(kafka, async (admin) => {
    // kafkajs has to know the topic before it lets go of any of it.
    assert.equal((await admin.fetchTopicOffsets(topic))[0]?.high, '1000');
    await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '730' }] });
  });
  isAway = false;
  await stored(770);
  await waitFor('the loss to be counted', async () => ((await outcomeOf(metrics, 'lost')) > 0 ? true : undefined));
  assert.equal(await outcomeOf(metrics, 'lost'), 230);
});
