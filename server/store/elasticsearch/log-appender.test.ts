import assert from 'node:assert/strict';
import { test } from 'node:test';
import { elasticsearchEndpoint } from '../../fixtures/elasticsearch-endpoint.ts';
import { put } from '../logs/conforms-lines.ts';
import { bulk } from './bulk.ts';
import { elasticsearch } from './client.ts';
import { logAppender } from './log-appender.ts';

const mostBytes = 100_000;

test('a line that is too large for what is before the server is a dead letter, cut; the others are stored', async () => {
  const bodies: string[] = [];
  await using endpoint = await elasticsearchEndpoint(({ url, body }) => {
    if (!url.startsWith('/_bulk')) return { body: { hits: { hits: [] } } };
    if (Buffer.byteLength(body) > mostBytes) return { status: 413, body: 'too large' };
    bodies.push(body);
    return { body: { errors: false, items: [...body.matchAll(/"_id"/g)].map(() => ({ create: { status: 201 } })) } };
  });
  const server = elasticsearch(endpoint.config);
  const told: (readonly [number, string])[] = [];
  const append = logAppender({ server, name: 'test-log-*' }, bulk(server, { config: endpoint.config }), { onDead: (...dead) => told.push(dead) });
  const lines = ['short', 'x'.repeat(2 * mostBytes)].map((message, seconds) => ({ seconds, message }));
  assert.deepEqual(await put({ append }, 1, lines), { stored: 1, known: 0 });
  const [line = '', letter = ''] = bodies;
  assert.match(line, /"message":"short"/);
  assert.match(letter, /"_index":"test-dead-letter-2026-01-01".*\n.*"reason":".*413: the request is too large.*"record":".*xxx/);
  assert.equal(told.length, 1);
  assert.equal(told[0]?.[0], 1);
  assert.match(told[0]?.[1] ?? '', /413: the request is too large/);
  await server.close();
});
