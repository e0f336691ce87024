import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Registry } from 'prom-client';
import type { Metric } from '#contract/metric.ts';
import type { Record } from '#contract/record.ts';
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

const rowOf = (record: Record) => ({
  _index: 'test-event-2026-01-01',
  _id: record.id,
  _seq_no: 1,
  _primary_term: 1,
  _source: { seq: 1, ids: [record.id], record },
});

/** Of requests, and of back-offs. */
const countsOf = (registry: Registry) =>
  Promise.all([serverBulkRequests, serverBackOffs].map(async ({ name }: Metric) => (await registry.getSingleMetric(name)?.get())?.values[0]?.value));

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
  const counts = () => countsOf(metrics.registry);
  assert.deepEqual(await counts(), [0, 0]);
  assert.deepEqual(await put(logStore, 1, [{ seconds: 1, message: 'a line' }]), { stored: 1, known: 0 });
  assert.deepEqual(await counts(), [2, 1]);
  assert.equal((await store.append([recordAt(1)])).stored, 1);
  assert.deepEqual(await counts(), [4, 2]);
});

test('of an event that counts in the row of another it is told too: that is asked once, and its sender asks again', async () => {
  const first = recordAt(1);
  await using endpoint = await elasticsearchEndpoint(({ url }) => {
    if (url.startsWith('/_nodes/')) return { body: version };
    return { body: url.startsWith('/_bulk') ? { items: [{ index: tooBusy }] } : { hits: { hits: [rowOf(first)] } } };
  });
  const told: string[] = [];
  await using events = elasticsearchEvents(endpoint.config, { onAnswer: () => told.push('answered'), onBackOff: (why) => told.push(why) });
  await assert.rejects(events.append([{ ...recordAt(2), fingerprint: first.fingerprint }]), { kind: 'away' });
  assert.deepEqual(told, ['answered', 'its queue is full']);
});

test('a request that is refused as a whole counts, of lines and of events, new or in the row of another: it is not sent again at once', async () => {
  const first = recordAt(1);
  const { status, error } = tooBusy;
  await using endpoint = await elasticsearchEndpoint(({ url }) => {
    if (url.startsWith('/_nodes/')) return { body: version };
    if (url.startsWith('/_bulk')) return { status, body: { error, status } };
    return { body: { hits: { hits: url.startsWith('/test-event-') ? [rowOf(first)] : [] } } };
  });
  await using server = await testServer({ elasticsearch: endpoint.config });
  const { metrics, logStore, store } = server.services;
  const counts = () => countsOf(metrics.registry);
  await assert.rejects(put(logStore, 1, [{ seconds: 1, message: 'a line' }]), { kind: 'away' });
  assert.deepEqual(await counts(), [1, 1]);
  await assert.rejects(store.append([recordAt(2)]), { kind: 'away' });
  assert.deepEqual(await counts(), [2, 2]);
  await assert.rejects(store.append([{ ...recordAt(2), fingerprint: first.fingerprint }]), { kind: 'away' });
  assert.deepEqual(await counts(), [3, 3]);
});
