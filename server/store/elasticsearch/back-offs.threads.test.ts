import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Metric } from '#contract/metric.ts';
import { serverBackOffs, serverBulkRequests } from '#contract/server-metrics.ts';
import { elasticsearchEndpoint } from '../../fixtures/elasticsearch-endpoint.ts';
import { testServer } from '../../fixtures/test-server.ts';
import { put } from '../logs/conforms-lines.ts';
import { recordAt } from '../record-at.ts';
import { elasticsearchEvents } from './elasticsearch-events.ts';

const tooBusy = { status: 429, error: { type: 'es_rejected_execution_exception', reason: 'its queue is full' } };
const taken = { status: 201 };
const version = { nodes: { one: { version: '9.0.0' } } };
const kinds = ['log', 'event'] as const;

test('without Kafka the server counts what it sends to Elasticsearch, and how often it is asked for less: lines and events', async () => {
  const refused = new Set<string>();
  await using endpoint = await elasticsearchEndpoint(({ url, body }) => {
    if (url.startsWith('/_nodes/')) return { body: version };
    if (!url.startsWith('/_bulk')) return { body: { hits: { hits: [] } } };
    const kind = kinds.find((one) => body.includes(`"_index":"test-${one}-`)) ?? 'gap';
    const isFirst = !refused.has(kind);
    refused.add(kind);
    return { body: { errors: isFirst, items: [...body.matchAll(/"_id"/g)].map(() => ({ create: isFirst ? tooBusy : taken })) } };
  });
  await using server = await testServer({ elasticsearch: endpoint.config });
  const { metrics, logStore, store } = server.services;
  const counts = () =>
    Promise.all([serverBulkRequests, serverBackOffs].map(async ({ name }: Metric) => (await metrics.registry.getSingleMetric(name)?.get())?.values[0]?.value));
  assert.deepEqual(await counts(), [0, 0]);
  assert.deepEqual(await put(logStore, 1, [{ seconds: 1, message: 'a line' }]), { stored: 1, known: 0 });
  assert.deepEqual(await counts(), [2, 1]);
  assert.equal((await store.append([recordAt(1)])).stored, 1);
  assert.deepEqual(await counts(), [4, 2]);
});

test('of an event that counts in the row of another it is told too: that is asked once, and its sender asks again', async () => {
  const first = recordAt(1);
  const row = { _index: 'test-event-2026-01-01', _id: first.id, _seq_no: 1, _primary_term: 1, _source: { seq: 1, ids: [first.id], record: first } };
  await using endpoint = await elasticsearchEndpoint(({ url }) => {
    if (url.startsWith('/_nodes/')) return { body: version };
    return { body: url.startsWith('/_bulk') ? { items: [{ index: tooBusy }] } : { hits: { hits: [row] } } };
  });
  const told: string[] = [];
  await using events = elasticsearchEvents(endpoint.config, { onAnswer: () => told.push('answered'), onBackOff: (why) => told.push(why) });
  await assert.rejects(events.append([{ ...recordAt(2), fingerprint: first.fingerprint }]), { kind: 'away' });
  assert.deepEqual(told, ['answered', 'its queue is full']);
});
