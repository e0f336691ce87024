import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import kafkajs, { type Kafka } from 'kafkajs';
import { Registry } from 'prom-client';
import type { IndexerConfig } from '#contract/children.ts';
import { topicOf } from '#contract/kafka.ts';
import { makeTopics } from '#contract/kafka-client.ts';
import { configFor } from '../../engines/cluster-config.ts';
import type { RunningEngine, RunningKafka } from '../../engines/running.ts';
import { sharedElasticsearch, sharedKafka } from '../../engines/shared.ts';
import { clientOf, numbers, send, started, storeOf, upTo } from '../fixtures/indexing.ts';
import { waitFor } from '../fixtures/wait.ts';
import { elasticsearch } from '../store/elasticsearch/client.ts';
import { elasticsearchEvents } from '../store/elasticsearch/elasticsearch-events.ts';
import { prepared } from '../store/elasticsearch/prepared.ts';
import { indexOf } from '../store/elasticsearch/templates.ts';
import { recordAt, window } from '../store/record-at.ts';
import { throughKafka } from '../store/through-kafka.ts';
import { type IndexerMetrics, indexerMetrics } from './indexer-metrics.ts';

let kafka: RunningKafka;
let store: RunningEngine;
before(async () => {
  [kafka, store] = await Promise.all([sharedKafka(), sharedElasticsearch()]);
});

async function deadLetters(client: Kafka, config: IndexerConfig): Promise<number> {
  const admin = client.admin();
  await admin.connect();
  const letters = await admin.fetchTopicOffsets(topicOf(config.kafka, 'dead-letter'));
  await admin.disconnect();
  return letters.reduce((sum, { high }) => sum + Number(high), 0);
}

async function outcomesOf({ documents }: IndexerMetrics): Promise<Partial<Record<string, number>>> {
  const { values } = await documents.get();
  return Object.fromEntries(values.map(({ labels, value }) => [labels.outcome, value]));
}

test('more poison at once than a broker takes is buried, and what comes behind it is stored', { timeout: 120_000 }, async () => {
  const config = configFor(kafka, store);
  const client = clientOf(config);
  await makeTopics(client, config.kafka);
  await using lines = storeOf(config);
  const producer = client.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
  await producer.connect();
  const large = [...Array.from({ length: 30 }, () => 100_000), 3_000_000];
  await producer.send({
    topic: topicOf(config.kafka, 'log'),
    compression: kafkajs.CompressionTypes.ZSTD,
    messages: large.map((bytes) => ({ key: 'process:app-0', value: 'x'.repeat(bytes) })),
  });
  await producer.disconnect();
  await send(client, config, 1, 100);
  const only = started(config);
  await only.run();
  await waitFor('the lines behind', async () => ((await numbers(lines)).length === 100 ? true : undefined));
  assert.deepEqual(await numbers(lines), upTo(100));
  assert.equal(await deadLetters(client, config), large.length);
  await only.close();
});

test('an event that Elasticsearch refuses, or at no time, is a dead letter; those beside it are stored', { timeout: 120_000 }, async () => {
  const config = configFor(kafka, store);
  const client = clientOf(config);
  await makeTopics(client, config.kafka);
  const server = elasticsearch(config.elasticsearch);
  await prepared(server, config.elasticsearch)();
  const mappings = { properties: { node: { type: 'ip' } } };
  await server.ask({ method: 'PUT', path: `/${indexOf(config.elasticsearch, 'event', '2026-01-01')}`, body: { mappings } });
  await using kept = elasticsearchEvents(config.elasticsearch);
  await using events = throughKafka(kept, config.kafka, { node: 'n1', onTrouble: () => {} });
  const taken = (seconds: number) => ({ ...recordAt(seconds), node: '10.0.0.1', id: `"${seconds}\\ of 1` });
  const again = { ...recordAt(3), id: 'the same again' };
  await events.append([taken(1), recordAt(2), recordAt(3), again, { ...taken(4), time: '2026-01-01T23:59:60Z' }, taken(5), taken(5)]);
  const metrics = indexerMetrics(new Registry());
  const only = started(config, metrics);
  await only.run();
  await waitFor('every event to be somewhere', async () => {
    const { stored = 0, known = 0, dead = 0 } = await outcomesOf(metrics);
    return stored + known + dead === 7 ? true : undefined;
  });
  assert.deepEqual(await outcomesOf(metrics), { stored: 2, known: 1, dead: 4, lost: 0 });
  assert.deepEqual(await events.query(window(0, 100)), [taken(5), taken(1)]);
  assert.equal(await deadLetters(client, config), 4);
  // Without Kafka there is no topic for it.
  assert.deepEqual(await kept.append([recordAt(6), taken(7)]), { stored: 1, known: 0 });
  const index = indexOf(config.elasticsearch, 'dead-letter', '2026-01-01');
  const letter = await server.ask({ method: 'GET', path: `/${index}/_doc/${encodeURIComponent(`event.${recordAt(6).id}`)}` });
  assert.match(JSON.stringify(letter), /"kind":"event","reason":"document_parsing_exception: .*host/);
  await server.close();
  await only.close();
});
