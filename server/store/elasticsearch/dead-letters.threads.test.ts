import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serverDeadLetters } from '#contract/server-metrics.ts';
import { elasticsearchEndpoint } from '../../fixtures/elasticsearch-endpoint.ts';
import { testServer } from '../../fixtures/test-server.ts';
import { put } from '../logs/conforms-lines.ts';
import { recordAt } from '../record-at.ts';

const version = { nodes: { one: { version: '9.0.0' } } };
const reason = 'failed to parse field [node] of type [ip]';
const refusal = { status: 400, error: { type: 'document_parsing_exception', reason } };

/** An Elasticsearch that takes letters, and of all else what does not have this in it. */
async function refusing(poison: string) {
  const stored: string[] = [];
  const endpoint = await elasticsearchEndpoint(({ url, body }) => {
    if (url.startsWith('/_nodes/')) return { body: version };
    if (!url.startsWith('/_bulk')) return { body: { hits: { hits: [] } } };
    const asked = body.trimEnd().split('\n');
    const documents = asked.flatMap((text, at) => (at % 2 === 0 ? [`${text}\n${asked[at + 1]}`] : []));
    const items = documents.map((document) => {
      const isTaken = document.includes('-dead-letter-') || !document.includes(poison);
      if (isTaken) stored.push(document);
      return { create: isTaken ? { status: 201 } : refusal };
    });
    return { body: { errors: items.some(({ create }) => create === refusal), items } };
  });
  return { ...endpoint, stored };
}

test('without Kafka, lines and events that Elasticsearch takes in no form are kept as dead letters, and counted; those beside them are stored', async () => {
  await using endpoint = await refusing('poisoned');
  await using server = await testServer({ elasticsearch: endpoint.config });
  const { metrics, logStore, store } = server.services;
  const dead = async () => (await metrics.registry.getSingleMetric(serverDeadLetters.name)?.get())?.values[0]?.value;
  assert.equal(await dead(), 0);
  const lines = ['fine', 'poisoned'].map((message, seconds) => ({ seconds, message }));
  assert.deepEqual(await put(logStore, 1, lines), { stored: 1, known: 0 });
  assert.equal(await dead(), 1);

  const poisoned = { ...recordAt(2), message: 'poisoned' };
  assert.deepEqual(await store.append([recordAt(1), poisoned, recordAt(3)]), { stored: 2, known: 0 });
  assert.equal(await dead(), 2);
  const letters = endpoint.stored.filter((document) => document.includes('-dead-letter-'));
  assert.equal(letters.length, 2);
  const [head = '', body = ''] = letters[1]?.split('\n') ?? [];
  assert.deepEqual(JSON.parse(head), { create: { _index: 'test-dead-letter-2026-01-01', _id: `event.${poisoned.id}` } });
  const { at: _, ...letter } = JSON.parse(body);
  assert.deepEqual(letter, { kind: 'event', reason: `document_parsing_exception: ${reason}`, record: JSON.stringify(poisoned) });
});
