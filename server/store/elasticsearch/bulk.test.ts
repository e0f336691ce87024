import assert from 'node:assert/strict';
import { test } from 'node:test';
import { elasticsearchEndpoint } from '../../fixtures/elasticsearch-endpoint.ts';
import { bulk, type Document } from './bulk.ts';
import { elasticsearch } from './client.ts';

const documentOf = (id: number, length: number): Document => ({
  kind: 'log',
  day: '2026-01-01',
  id: `1.${id}`,
  text: JSON.stringify({ message: 'x'.repeat(length) }),
});

const idsOf = (lines: string): string[] => [...lines.matchAll(/"_id":"([^"]+)"/g)].map(([, id = '']) => id);

/** A proxy that lets through so many bytes. */
async function behindProxy(mostBytes: number) {
  const stored: string[] = [];
  const endpoint = await elasticsearchEndpoint(({ body }) => {
    if (Buffer.byteLength(body) > mostBytes) return { status: 413, body: '<html><h1>413 Request Entity Too Large</h1></html>' };
    const ids = idsOf(body);
    stored.push(...ids);
    return { body: { errors: false, items: ids.map(() => ({ create: { status: 201 } })) } };
  });
  return { ...endpoint, stored };
}

test('a request that is too large is sent in parts; a document that is too large alone is dead, and says so', async () => {
  await using proxy = await behindProxy(1000);
  const server = elasticsearch(proxy.config);
  const lengths = [300, 300, 300, 2000, 300, 300, 300];
  const { stored, dead } = await bulk(server, { config: proxy.config })(lengths.map((length, id) => documentOf(id, length)));
  assert.equal(stored, 6);
  assert.deepEqual(proxy.stored, ['1.0', '1.1', '1.2', '1.4', '1.5', '1.6']);
  assert.deepEqual(
    dead.map(({ document }) => document.id),
    ['1.3'],
  );
  assert.match(dead[0]?.reason ?? '', /^2014 characters, alone in a request: .* 413: the request is too large for it/);
  await server.close();
});

test('what is too large is tried in its plain form before it is given up', async () => {
  await using proxy = await behindProxy(1000);
  const server = elasticsearch(proxy.config);
  const written = await bulk(server, { config: proxy.config })([{ ...documentOf(1, 2000), plain: () => '{"message":"cut"}' }]);
  assert.deepEqual(written, { stored: 1, known: 0, dead: [] });
  await server.close();
});

test('what the cluster refuses for now is no dead letter: that it waits is told with why', async () => {
  const reason = 'action [indices:data/write/bulk[s]] is unauthorized for user [sonde] with effective roles [reader]';
  await using endpoint = await elasticsearchEndpoint(({ body }) => ({
    body: { errors: true, items: idsOf(body).map(() => ({ create: { status: 403, error: { type: 'security_exception', reason } } })) },
  }));
  const server = elasticsearch(endpoint.config);
  const told: string[] = [];
  const write = bulk(server, { config: endpoint.config, backOffMs: 1, onBackOff: (why) => told.push(why) });
  await assert.rejects(write([documentOf(1, 10)]), {
    kind: 'away',
    message: `Elasticsearch does not take 1 of 1 documents for now: security_exception: ${reason}`,
  });
  assert.match(told[0] ?? '', /1 of 1 documents are refused for now: security_exception/);
  await server.close();
});
