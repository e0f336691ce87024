import assert from 'node:assert/strict';
import { get, type IncomingMessage } from 'node:http';
import { after, before, test } from 'node:test';
import { storeLines } from '../fixtures/log-lines.ts';
import { asConsole, type TestServer, testServer } from '../fixtures/test-server.ts';
import { waitFor } from '../fixtures/wait.ts';

let server: TestServer;
let port: number;
let first = 1;

before(async () => {
  server = await testServer({ listen: { host: '127.0.0.1', port: 0 } });
  port = Number(new URL(await server.app.listen({ host: '127.0.0.1', port: 0 })).port);
});
after(() => server[Symbol.asyncDispose]());

interface Reader {
  readonly response: IncomingMessage;
  readonly messages: string[];
  dropped: number;
  /** From now on it misses nothing. */
  isFollowing: boolean;
}

async function follow(query: string): Promise<Reader> {
  const path = `/api/live?${new URLSearchParams({ topics: 'logs', query })}`;
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get({ port, path, headers: { host: `127.0.0.1:${port}`, ...asConsole } }, resolve).on('error', reject);
  });
  const reader: Reader = { response, messages: [], dropped: 0, isFollowing: false };
  let text = '';
  response.on('data', (chunk) => {
    text += String(chunk);
    const events = text.split('\n\n');
    text = events.pop() ?? '';
    for (const event of events) {
      const [, data] = /^event: lines\ndata: (.*)$/s.exec(event) ?? [];
      if (data === undefined) continue;
      const { records, dropped } = Object(JSON.parse(data));
      for (const { message } of records) reader.messages.push(message);
      reader.dropped += dropped;
      reader.isFollowing = true;
    }
  });
  response.on('error', () => undefined);
  await waitFor('the stream to follow', async () => (reader.isFollowing ? true : undefined));
  return reader;
}

async function write(lines: readonly { readonly message: string; readonly level?: string }[]): Promise<void> {
  assert.deepEqual(await storeLines(server.services.logStore, first, lines), { stored: lines.length, known: 0 });
  first += lines.length;
  server.services.hub.publish('logs', new Date().toISOString());
}

test('lines are sent as they come to those who follow them, filtered, from the first word of the stream on', async () => {
  const reader = await follow('level>=warn');
  await write([{ message: 'one' }, { message: 'two', level: 'error' }, { message: 'three', level: 'warn' }]);
  await waitFor('the lines', async () => (reader.messages.includes('three') ? true : undefined));
  assert.deepEqual(reader.messages, ['two', 'three']);
  assert.equal(reader.dropped, 0);
  reader.response.destroy();
});

test('a reader that is slow misses lines and is told how many', async () => {
  const slow = await follow('long or last');
  slow.response.pause();
  const filler = 'x'.repeat(20_000);
  let sent = 0;
  const dropped = async () => {
    const { body } = await server.app.inject({ url: '/metrics', headers: { host: 'localhost', authorization: 'Bearer scrape-token-of-the-test' } });
    return Number(/^sonde_server_live_dropped_lines_total (\d+)$/m.exec(body)?.[1]);
  };
  while (slow.response.socket.bytesRead < 3_000_000 && sent < 400) {
    await write(Array.from({ length: 10 }, (_, n) => ({ message: `long ${sent + n} ${filler}` })));
    sent += 10;
  }
  slow.response.resume();
  await waitFor('the last line', async () => {
    await write([{ message: 'last' }]);
    return slow.messages.includes('last') ? true : undefined;
  });
  const long = slow.messages.filter((message) => message.startsWith('long'));
  await waitFor('the account of what was dropped', async () => (long.length + slow.dropped >= sent ? true : undefined));
  assert.ok(slow.dropped > 0 && (await dropped()) >= slow.dropped);
  slow.response.destroy();
});

test('there is a bound on those who follow lines', async () => {
  const readers = await Promise.all(Array.from({ length: 32 }, () => follow('')));
  const full = await server.get('/api/live?topics=logs&query=', { host: 'localhost' });
  assert.equal(full.status, 503);
  for (const { response } of readers) response.destroy();
  await waitFor('room for another', async () => {
    const another = await follow('');
    const isOpen = another.response.statusCode === 200;
    another.response.destroy();
    return isOpen ? true : undefined;
  });
});
