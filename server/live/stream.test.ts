import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { ownMetrics } from '../own-metrics.ts';
import { hub } from './hub.ts';
import { stream } from './stream.ts';

/** A stream that one reads, over real HTTP. */
async function read(t: TestContext) {
  const server = createServer();
  t.after(() => server.close());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const request = get({ host: '127.0.0.1', port: (server.address() as AddressInfo).port });
  const [, response] = (await once(server, 'request')) as [unknown, ServerResponse];
  const failures: unknown[] = [];
  response.on('error', (error) => failures.push(error));
  const news = hub();
  const opened = stream(response, { hub: news, topics: ['topology'], lastId: undefined, metrics: ownMetrics('0.0.0'), lines: undefined });
  const [reply] = (await once(request, 'response')) as [IncomingMessage];
  return { ...opened, news, reply: reply.setEncoding('utf8'), failures };
}

test('news that come after a stream was ended, and before its reader has gone, harm nobody', async (t) => {
  const { ended, end, news, reply, failures } = await read(t);
  end();
  news.publish('topology', '2026-01-31T12:00:00.000Z');
  let text = '';
  for await (const part of reply) text += part;
  await ended;
  assert.equal(text, 'retry: 2000\n\n');
  assert.deepEqual(failures, []);
});

test('a stream says every 15 s that it is still there, until it ends', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const { ended, end, news, reply, failures } = await read(t);
  for (let beat = 0; beat < 2; beat++) {
    t.mock.timers.tick(14_999);
    news.publish('topology', '2026-01-31T12:00:00.000Z');
    t.mock.timers.tick(1);
  }
  end();
  const told: string[] = [];
  for await (const part of reply) told.push(...(String(part).match(/^(?:retry|event|: still here)/gm) ?? []));
  await ended;
  t.mock.timers.tick(60_000);
  assert.deepEqual(told, ['retry', 'event', ': still here', 'event', ': still here']);
  assert.deepEqual(failures, []);
});
