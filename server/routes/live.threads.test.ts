import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { after, before, test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { asConsole, type TestServer, testServer } from '../fixtures/test-server.ts';
import { waitFor } from '../fixtures/wait.ts';

let server: TestServer;
let port: number;
before(async () => {
  server = await testServer({ listen: { host: '127.0.0.1', port: 0 } });
  port = Number(new URL(await server.app.listen({ host: '127.0.0.1', port: 0 })).port);
});
after(() => server[Symbol.asyncDispose]());

interface Reader {
  readonly socket: Socket;
  text(): string;
}

async function read(topics: string, headers: readonly string[] = []): Promise<Reader> {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  socket.on('data', (chunk) => {
    text += String(chunk);
  });
  socket.on('error', () => undefined);
  const lines = [`GET /api/live?topics=${topics} HTTP/1.1`, `Host: 127.0.0.1:${port}`, `Authorization: ${asConsole.authorization}`, ...headers];
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  await waitFor('the first bytes', async () => (text.includes('retry: ') ? true : undefined));
  return { socket, text: () => text };
}

const metric = async (name: string) => {
  const { body } = await server.app.inject({ url: '/metrics', headers: { host: 'localhost', authorization: 'Bearer scrape-token-of-the-test' } });
  return Number(new RegExp(`^${name.replaceAll(/[{}"]/g, '\\$&')} (\\d+)$`, 'm').exec(body)?.[1]);
};

test('a stream tells what is new, to those who read its topic, and remembers where they were', async () => {
  const reader = await read('events');
  assert.match(reader.text(), /^HTTP\/1\.1 200 /);
  assert.match(reader.text(), /content-type: text\/event-stream/i);
  assert.match(reader.text(), /content-security-policy: default-src 'none'/i);
  server.services.hub.publish('events', '2026-01-31T12:00:00.000Z');
  server.services.hub.publish('doctor', 'nobody asked');
  await waitFor('the news', async () =>
    /event: events\ndata: \{"topic":"events","at":"2026-01-31T12:00:00.000Z","etag":null\}/.test(reader.text()) ? true : undefined,
  );
  assert.ok(!reader.text().includes('nobody asked'));
  const [, id] = /^id: (\S+)$/m.exec(reader.text()) ?? [];
  reader.socket.destroy();
  const known = await read('events', [`Last-Event-ID: ${id}`]);
  assert.ok(!known.text().includes('event: events'));
  const stranger = await read('events');
  await waitFor('the latest news', async () => (stranger.text().includes('event: events') ? true : undefined));
  known.socket.destroy();
  stranger.socket.destroy();
  await waitFor('all streams to end', async () => ((await metric('sonde_server_live_streams')) === 0 ? true : undefined));
});

test('a reader that does not read is cut and counted, and holds up no one else', async () => {
  const slow = await read('events');
  slow.socket.pause();
  const quick = await read('events');
  const closed = once(slow.socket, 'close');
  const deadline = Date.now() + 60_000;
  let sent = 0;
  while ((await metric('sonde_server_live_cut_total{reason="slow"}')) === 0) {
    assert.ok(Date.now() < deadline, 'the slow one was not cut');
    sent += 40;
    for (let news = 0; news < 40; news += 1) server.services.hub.publish('events', String(sent).padStart(1000, ' '));
    while (!quick.text().slice(-3000).includes(` ${sent}"`)) await nextTurn();
  }
  slow.socket.resume();
  await closed;
  assert.ok(!quick.socket.closed);
  quick.socket.destroy();
});

test('there is a bound on streams', async () => {
  const readers = await Promise.all(Array.from({ length: 256 }, () => read('events')));
  const { status } = await server.get('/api/live?topics=events', { host: 'localhost' });
  assert.equal(status, 503);
  assert.equal(await metric('sonde_server_live_cut_total{reason="full"}'), 1);
  for (const { socket } of readers) socket.destroy();
  await waitFor('all streams to end', async () => ((await metric('sonde_server_live_streams')) === 0 ? true : undefined));
});
