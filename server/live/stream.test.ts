import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, get, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { ownMetrics } from '../own-metrics.ts';
import { hub } from './hub.ts';
import { stream } from './stream.ts';

test('news that come after a stream was ended, and before its reader has gone, harm nobody', async (t) => {
  const server = createServer();
  t.after(() => server.close());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const request = get({ host: '127.0.0.1', port: (server.address() as AddressInfo).port });
  const [, response] = (await once(server, 'request')) as [unknown, ServerResponse];
  const failures: unknown[] = [];
  response.on('error', (error) => failures.push(error));
  const news = hub();
  const { ended, end } = stream(response, { hub: news, topics: ['topology'], lastId: undefined, metrics: ownMetrics('0.0.0'), lines: undefined });
  const [reply] = await once(request, 'response');
  end();
  news.publish('topology', '2026-01-31T12:00:00.000Z');
  let text = '';
  for await (const part of reply) text += part;
  await ended;
  assert.equal(text, 'retry: 2000\n\n');
  assert.deepEqual(failures, []);
});
