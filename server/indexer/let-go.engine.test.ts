import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Registry } from 'prom-client';
import { groupOf, topicOf } from '#contract/kafka.ts';
import { makeTopics } from '#contract/kafka-client.ts';
import { configFor } from '../../engines/cluster-config.ts';
import { sharedElasticsearch, sharedKafka } from '../../engines/shared.ts';
import { clientOf, numbers, send, started, storeOf } from '../fixtures/indexing.ts';
import { waitFor } from '../fixtures/wait.ts';
import { indexerMetrics } from './indexer-metrics.ts';

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
  const { values } = await metrics.documents.get();
  assert.equal(values.find(({ labels }) => labels.outcome === 'lost')?.value, lost);
  await Promise.all([second.close(), third.close()]);
});
