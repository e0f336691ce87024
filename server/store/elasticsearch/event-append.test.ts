import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Record } from '#contract/record.ts';
import { elasticsearchEndpoint } from '../../fixtures/elasticsearch-endpoint.ts';
import { recordAt } from '../record-at.ts';
import { elasticsearch } from './client.ts';
import { appendEach } from './event-append.ts';

/** An event that is there, with so many that were the same again. */
const rowOf = (record: Record, again = 0) => ({
  _index: 'test-event-2026-01-01',
  _id: record.id,
  _seq_no: 1,
  _primary_term: 1,
  _source: { seq: 1, ids: [record.id, ...Array.from({ length: again }, (_, at) => `${record.id} again ${at}`)], record },
});

test('events that count in rows of others go in requests that are let through; of a row that is too large alone, what is new is refused', async () => {
  const firsts = [recordAt(1), recordAt(2), recordAt(3), recordAt(4)];
  const replaced: string[] = [];
  await using endpoint = await elasticsearchEndpoint(({ url, body }) => {
    if (!url.startsWith('/_bulk')) return { body: { hits: { hits: firsts.map((first, at) => rowOf(first, at === 2 ? 200 : 0)) } } };
    if (Buffer.byteLength(body) > 2000) return { status: 413, body: '<html><h1>413 Request Entity Too Large</h1></html>' };
    const ids = [...body.matchAll(/"_id":"([^"]+)"/g)].map(([, id = '']) => id);
    replaced.push(...ids);
    return { body: { items: ids.map(() => ({ index: { status: 200 } })) } };
  });
  const server = elasticsearch(endpoint.config);
  const again = firsts.map((first, at) => ({ ...recordAt(10 + at), fingerprint: first.fingerprint }));
  const { stored, known, refused } = await appendEach(server, { config: endpoint.config }, again);
  assert.deepEqual({ stored, known }, { stored: 3, known: 0 });
  assert.deepEqual(
    replaced,
    [0, 1, 3].map((at) => firsts[at]?.id),
  );
  assert.deepEqual([...refused.keys()], [again[2]?.id]);
  assert.match([...refused.values()][0] ?? '', /^\d+ characters, alone in a request: .* 413: the request is too large for it/);
  await server.close();
});
