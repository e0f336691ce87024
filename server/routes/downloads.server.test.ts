import assert from 'node:assert/strict';
import { get, type IncomingMessage } from 'node:http';
import { after, before, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { everything } from '#contract/find/term.ts';
import { storeLines } from '../fixtures/log-lines.ts';
import { asConsole, type TestServer, testServer } from '../fixtures/test-server.ts';
import { waitFor } from '../fixtures/wait.ts';
import { exported } from '../found/export.ts';
import { lineFormats } from '../logs/export.ts';

let server: TestServer;
let port: number;
/** Long enough that no socket holds them all. */
const lineCount = 12_000;
const filler = 'x'.repeat(2000);

before(async () => {
  server = await testServer({ listen: { host: '127.0.0.1', port: 0 } });
  port = Number(new URL(await server.app.listen({ host: '127.0.0.1', port: 0 })).port);
  for (let first = 0; first < lineCount; first += 4000) {
    await storeLines(
      server.services.logStore,
      1 + first,
      Array.from({ length: 4000 }, (_, n) => ({ message: `long ${first + n} ${filler}` })),
    );
  }
  await storeLines(server.services.logStore, 1 + lineCount, [{ message: '=1+1,"x"', level: 'error' }, { message: 'plain' }]);
});
after(() => server[Symbol.asyncDispose]());

const ask = async (query: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>> = {}) =>
  await server.app.inject({ url: `/api/logs/download?${new URLSearchParams(query)}`, headers: { host: `127.0.0.1:${port}`, ...asConsole, ...headers } });

function open(): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    get({ port, path: '/api/logs/download', headers: { host: `127.0.0.1:${port}`, ...asConsole } }, resolve).on('error', reject);
  });
}

test('all lines, oldest first, as NDJSON, CSV and text', async () => {
  const { body, headers } = await ask({ query: 'long' });
  const messages = body
    .trimEnd()
    .split('\n')
    .map((line) => Object(JSON.parse(line)).message.slice(0, -filler.length - 1));
  assert.deepEqual(
    messages,
    Array.from({ length: lineCount }, (_, n) => `long ${n}`),
  );
  assert.match(String(headers['content-disposition']), /^attachment; filename="logs-\d{4}-\d\d-\d\dT\d{6}Z\.ndjson"$/);
  const csv = (await ask({ query: '-long', format: 'csv' })).body.split('\r\n');
  assert.equal(csv[0], 'time,level,identity,source,message,attributes');
  assert.match(csv[1] ?? '', /^[^,]+Z,error,process:shop,\/var\/log\/shop\.log,"'=1\+1,""x""",$/);
  const text = await ask({ query: '-long', format: 'text', order: 'newest' });
  assert.match(text.body, /^\S+Z info process:shop plain\n\S+Z error process:shop =1\+1,"x"\n$/);
  assert.equal((await ask({ format: 'xml' })).statusCode, 400);
});

test('compressed for who can read that', async () => {
  const { rawPayload, headers } = await ask({ query: '-long', format: 'text' }, { 'accept-encoding': 'gzip' });
  assert.equal(headers['content-encoding'], 'gzip');
  assert.equal(gunzipSync(rawPayload).toString().split('\n').length, 3);
});

test('for who is gone nothing more is looked through', async () => {
  const search = { rule: everything, order: 'oldest', limit: 1000, fromUs: 0, toUs: 4e15 } as const;
  const { logStore } = server.services;
  const pageOf = (after: Parameters<typeof logStore.search>[0]['after']) => logStore.search({ ...search, ...(after && { after }) });
  const parts = (signal: AbortSignal) => Array.fromAsync(exported(pageOf, lineFormats.ndjson, signal));
  assert.equal((await parts(AbortSignal.abort())).length, 1);
  assert.ok((await parts(new AbortController().signal)).length > lineCount / 1000);
});

test('two run at once, no third, and one that nobody reads any more ends', async () => {
  const two = await Promise.all([open(), open()]);
  assert.deepEqual(
    two.map(({ statusCode }) => statusCode),
    [200, 200],
  );
  const { statusCode, headers } = await ask({});
  assert.deepEqual([statusCode, headers['retry-after']], [429, '10']);
  for (const one of two) one.destroy();
  await waitFor('room for another', async () => ((await ask({ query: '-long' })).statusCode === 200 ? true : undefined));
});
