import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { zstdCompressSync } from 'node:zlib';
import { Value } from 'typebox/value';
import { Fields, FoundValues, Share } from '#contract/found.ts';
import { logBatchHeaders, logBatchPath } from '#contract/log-batch.ts';
import { LogContext, LogHistogram, LogPatterns, Logs } from '#contract/logs.ts';
import { asConsole, consoleSecret, ingestSecret, type TestServer, testServer } from '../fixtures/test-server.ts';

let server: TestServer;
const beganMs = Math.floor(Date.now() / 1000) * 1000 - 100_000;

before(async () => {
  server = await testServer();
  const lines = Array.from({ length: 250 }, (_, n) => ({
    time: new Date(beganMs + n).toISOString(),
    level: n % 10 === 0 ? 'error' : 'info',
    identity: 'process:shop',
    source: '/var/log/shop.log',
    message: `line ${n}`,
    attributes: { n, parity: n % 2 === 0 ? 'even' : 'odd' },
    ...(n >= 50 && { pattern: n % 10 === 0 ? 'AbcErrorLin' : 'AbcInfoLine', ...(n === 50 && { template: 'line <*>' }) }),
  }));
  const { status } = await send(lines);
  assert.equal(status, 200);
});
after(() => server[Symbol.asyncDispose]());

async function send(lines: readonly object[], changes: Readonly<Record<string, string>> = {}): Promise<{ status: number; reply: unknown; headers: object }> {
  const response = await server.app.inject({
    method: 'POST',
    url: logBatchPath,
    headers: {
      host: '127.0.0.1:8400',
      authorization: `Bearer ${ingestSecret}`,
      'content-type': 'application/x-ndjson',
      'content-encoding': 'zstd',
      [logBatchHeaders.agent]: 'n1',
      [logBatchHeaders.spool]: 'AAAAAAAAAAAAAAAAAAAAAA',
      [logBatchHeaders.first]: '1',
      [logBatchHeaders.count]: String(lines.length),
      [logBatchHeaders.day]: new Date().toISOString().slice(0, 10),
      ...changes,
    },
    payload: zstdCompressSync(lines.map((line) => `${JSON.stringify(line)}\n`).join('')),
  });
  return { status: response.statusCode, reply: response.json(), headers: response.headers };
}

async function ask(query: Readonly<Record<string, string>>, path = '/api/logs'): Promise<{ status: number; reply: unknown }> {
  const { status, json } = await server.get(`${path}?${new URLSearchParams(query)}`);
  return { status, reply: json() };
}

test('lines come in pages, whose cursors carry their window', async () => {
  const seen: string[] = [];
  let cursor: string | undefined;
  const window = { from: String(beganMs), to: new Date(beganMs + 240).toISOString() };
  do {
    const { reply } = await ask(cursor === undefined ? { ...window, limit: '100' } : { cursor, limit: '100', from: '0', to: '1' });
    const { records, next } = Value.Parse(Logs, reply);
    seen.push(...records.map(({ message }) => message));
    cursor = next;
  } while (cursor !== undefined);
  assert.deepEqual(
    seen,
    Array.from({ length: 240 }, (_, n) => `line ${239 - n}`),
  );
});

test('from the oldest on, too, and a cursor keeps its order', async () => {
  const window = { from: String(beganMs + 10), to: String(beganMs + 13), order: 'oldest' };
  const first = Value.Parse(Logs, (await ask({ ...window, limit: '2' })).reply);
  const second = Value.Parse(Logs, (await ask({ cursor: first.next ?? '', order: 'newest' })).reply);
  assert.deepEqual(
    [first, second].map(({ records }) => records.map(({ message }) => message)),
    [['line 10', 'line 11'], ['line 12']],
  );
  assert.equal(second.next, undefined);
});

test('a hundred are answered where nothing else is asked', async () => {
  const { records, next } = Value.Parse(Logs, (await ask({})).reply);
  assert.equal(records.length, 100);
  assert.ok(next !== undefined);
});

test('the histogram is exact, and its buckets lie side by side from the start to the end', async () => {
  for (const [query, total] of [
    ['', 250],
    ['level>=warn', 25],
    ['app=shop "line 7"', 1],
    ['n>=200 or /^line [0-4]$/', 55],
    ['-parity:ev* n<10', 5],
  ] as const) {
    const window = { from: String(beganMs - 3_600_000), to: String(beganMs + 10_000), buckets: '50' };
    const histogram = Value.Parse(LogHistogram, (await ask({ ...window, query }, '/api/logs/histogram')).reply);
    assert.equal(histogram.total, total);
    const counted = histogram.buckets.flatMap(({ counts }) => Object.values(counts)).reduce((sum, count) => sum + count, 0);
    assert.equal(counted, total);
    assert.ok(histogram.buckets.length <= 50);
    assert.equal(Date.parse(histogram.buckets[0]?.from ?? ''), beganMs - 3_600_000);
    assert.equal(Date.parse(histogram.buckets.at(-1)?.to ?? ''), beganMs + 10_000);
    for (const [at, { from }] of histogram.buckets.entries()) if (at > 0) assert.equal(from, histogram.buckets[at - 1]?.to);
  }
});

test('an input that is not allowed is named, an error of a query with its place', async () => {
  const wrong = [
    [{ limit: '1001' }, 'limit'],
    [{ from: 'yesterday' }, 'from'],
    [{ from: '2', to: '1' }, 'from'],
    [{ cursor: 'AAAA' }, 'cursor'],
    [{ query: 'line level=loud' }, 'query'],
  ] as const;
  for (const [query, field] of wrong) {
    const { status, reply } = await ask(query);
    assert.equal(status, 400, field);
    assert.equal(Reflect.get(Object(reply), 'field'), field);
  }
  const { reply } = await ask({ query: 'line level=loud' });
  assert.match(String(Reflect.get(Object(reply), 'detail')), /^at 6 to 15 of the query: /);
  for (const [query, position, length] of [
    ['line level=loud', 5, 10],
    ['a (b or', 2, 1],
    ['x /a(b/', 2, 5],
    ['/(a{1,1000}){1,1000}/', 0, 21],
  ] as const) {
    for (const path of [
      '/api/logs',
      '/api/logs/histogram',
      '/api/logs/histogram/progress',
      '/api/logs/share?by=level',
      '/api/logs/patterns',
      '/api/logs/fields',
      '/api/logs/download',
      '/api/live?topics=logs',
    ]) {
      const { status, json } = await server.get(`${path}${path.includes('?') ? '&' : '?'}${new URLSearchParams({ query })}`);
      assert.deepEqual([status, Object(json()).field, Object(json()).position, Object(json()).length], [400, 'query', position, length], `${path} ${query}`);
    }
  }
});

test('the histogram as it is counted ends with the whole', async () => {
  const query = new URLSearchParams({ query: '/^line/ n<100', from: String(beganMs), to: String(beganMs + 1000), buckets: '10' });
  const { body, headers } = await server.app.inject({ url: `/api/logs/histogram/progress?${query}`, headers: { host: '127.0.0.1:8400', ...asConsole } });
  assert.match(String(headers['content-type']), /^application\/x-ndjson/);
  const last = JSON.parse(body.trimEnd().split('\n').at(-1) ?? '');
  const { histogram, share, countedFrom } = Object(last);
  assert.deepEqual([Value.Parse(LogHistogram, histogram).total, share, Date.parse(countedFrom)], [100, 1, beganMs]);
  const whole = Value.Parse(LogHistogram, (await server.get(`/api/logs/histogram?${query}`)).json());
  assert.deepEqual(histogram, whole);
});

const window = { from: String(beganMs), to: String(beganMs + 250) };

test('shares are exact, the most frequent first, what is beyond the limit together', async () => {
  const share = async (query: Readonly<Record<string, string>>) => Value.Parse(Share, (await ask({ ...window, ...query }, '/api/logs/share')).reply);
  assert.deepEqual(await share({ by: 'level', limit: '1' }), { total: 250, values: [{ value: 'info', count: 225 }], others: { values: 1, count: 25 } });
  assert.deepEqual((await share({ by: 'app', query: 'level=error parity=even' })).values, [{ value: 'shop', count: 25 }]);
  assert.deepEqual((await share({ by: 'node' })).values, [{ value: 'n1', count: 250 }]);
  assert.deepEqual((await share({ by: 'ns' })).values, [{ value: '', count: 250 }]);
  assert.equal((await ask({ by: 'mood' }, '/api/logs/share')).status, 400);
});

test('patterns are counted exactly, the most frequent first, each with a template where one was told, and a line', async () => {
  const patterns = async (query: Readonly<Record<string, string>>) =>
    Value.Parse(LogPatterns, (await ask({ ...window, ...query }, '/api/logs/patterns')).reply);
  const whole = await patterns({});
  assert.deepEqual([whole.total, whole.others, whole.without], [250, { patterns: 0, count: 0 }, 50]);
  const [info, error] = whole.patterns;
  const time = (n: number) => new Date(beganMs + n).toISOString().replace('Z', '000Z');
  assert.deepEqual(
    { ...info, sample: info?.sample?.message },
    { pattern: 'AbcInfoLine', level: 'info', count: 180, share: 0.72, first: time(51), last: time(249), sample: 'line 249' },
  );
  assert.deepEqual([error?.pattern, error?.level, error?.count, error?.template, error?.first], ['AbcErrorLin', 'error', 20, 'line <*>', time(50)]);
  const { records } = Value.Parse(Logs, (await ask({ ...window, query: 'pattern=AbcErrorLin', limit: '1' })).reply);
  assert.deepEqual([records[0]?.id, records[0]?.pattern], [error?.sample?.id, 'AbcErrorLin']);
  const some = await patterns({ query: 'n<100 "line 6" or parity=even', limit: '1' });
  assert.deepEqual([some.total, some.patterns.map(({ count }) => count), some.others, some.without], [125, [80], { patterns: 1, count: 20 }, 25]);
  assert.deepEqual(await patterns({ query: 'absent' }), { total: 0, patterns: [], others: { patterns: 0, count: 0 }, without: 0 });
  const share = Value.Parse(Share, (await ask({ ...window, by: 'pattern' }, '/api/logs/share')).reply);
  assert.deepEqual(
    share.values.map(({ value, count }) => [value, count]),
    [
      ['AbcInfoLine', 180],
      ['', 50],
      ['AbcErrorLin', 20],
    ],
  );
});

test('fields and their values are those of the lines that match', async () => {
  const { fields, lines, isAll } = Value.Parse(Fields, (await ask({ ...window, query: 'n<20' }, '/api/logs/fields')).reply);
  assert.deepEqual([lines, isAll], [20, true]);
  assert.deepEqual(fields, [
    { name: 'n', lines: 20, values: 20, least: 0, most: 19 },
    { name: 'parity', lines: 20, values: 2 },
  ]);
  const values = async (query: Readonly<Record<string, string>>) =>
    Value.Parse(FoundValues, (await ask({ ...window, ...query }, '/api/logs/values')).reply).values;
  assert.deepEqual(await values({ field: 'parity', prefix: 'E' }), [{ value: 'even', count: 125 }]);
  assert.deepEqual(await values({ field: 'level', query: 'n<20' }), [
    { value: 'info', count: 18 },
    { value: 'error', count: 2 },
  ]);
  assert.deepEqual(await values({ field: '__proto__' }), []);
});

test('the lines around one are of the same file, unless all are asked for', async () => {
  const { records } = Value.Parse(Logs, (await ask({ ...window, query: '"line 100"' })).reply);
  const context = async (query: Readonly<Record<string, string>>) => await ask({ id: records[0]?.id ?? '', ...query }, '/api/logs/context');
  const { before, record, after } = Value.Parse(LogContext, (await context({ before: '2', after: '1' })).reply);
  assert.deepEqual(
    [...before, record, ...after].map(({ message }) => message),
    ['line 98', 'line 99', 'line 100', 'line 101'],
  );
  assert.deepEqual(Value.Parse(LogContext, (await context({ before: '0', of: 'all' })).reply).before, []);
  assert.equal((await ask({ id: '2020-01-01.0.1' }, '/api/logs/context')).status, 404);
});

test('a batch needs the ingest token, its name and a body that is what it says', async () => {
  const line = { time: new Date().toISOString(), level: 'info', identity: '', source: 'x', message: 'm' };
  const refused: readonly (readonly [Readonly<Record<string, string>>, number])[] = [
    [{ authorization: `Bearer ${consoleSecret}` }, 401],
    [{ authorization: '' }, 401],
    [{ [logBatchHeaders.count]: '2' }, 422],
    [{ [logBatchHeaders.first]: '-1' }, 400],
    [{ [logBatchHeaders.spool]: '../../x' }, 400],
    [{ [logBatchHeaders.day]: '1999-01-01' }, 422],
    [{ [logBatchHeaders.day]: '../../x.db' }, 400],
    [{ 'content-type': 'text/plain' }, 415],
    [{ 'content-encoding': 'gzip' }, 400],
  ];
  for (const [changes, status] of refused) assert.equal((await send([line], changes)).status, status, JSON.stringify(changes));
  assert.deepEqual((await send([line])).reply, { stored: 0, known: 1 });
});

test('lines of an agent whose clock is ahead are stored under the day of today, once, and its clock is told of', async () => {
  const aheadMs = 26 * 3_600_000;
  const day = new Date(Date.now() + aheadMs).toISOString().slice(0, 10);
  const line = { time: new Date(Date.now() + aheadMs).toISOString(), level: 'info', identity: '', source: 'x', message: 'from tomorrow' };
  const headers = {
    [logBatchHeaders.agent]: 'ahead',
    [logBatchHeaders.spool]: 'BBBBBBBBBBBBBBBBBBBBBB',
    [logBatchHeaders.day]: day,
    [logBatchHeaders.sent]: String(Date.now() + aheadMs),
  };
  assert.deepEqual((await send([line], headers)).reply, { stored: 1, known: 0 });
  assert.deepEqual((await send([line], headers)).reply, { stored: 0, known: 1 });
  const { reply } = await ask({ query: 'tomorrow', from: '0', to: String(Date.now() + 2 * aheadMs) });
  const [record] = Value.Parse(Logs, reply).records;
  assert.equal(record?.message, 'from tomorrow');
  assert.ok(record.id.startsWith(new Date().toISOString().slice(0, 10)), record.id);
  const [clock] = server.services.clocks.checks();
  assert.equal(clock?.name, 'Clock of ahead');
  assert.match(clock.says, /^is 1 day ahead of the server’s/);
  assert.equal((await server.services.metrics.aheadBatches.get()).values[0]?.value, 2);
});

test('a store that has enough to do asks to come again', async () => {
  const line = { time: new Date().toISOString(), level: 'info', identity: '', source: 'x', message: 'm'.repeat(100_000) };
  const many = Array.from({ length: 40 }, (_, n) => send([line], { [logBatchHeaders.first]: String(1000 + n) }));
  const answers = await Promise.all(many);
  const later = answers.filter(({ status }) => status === 429);
  assert.ok(later.length > 0);
  for (const { headers } of later) assert.equal(Reflect.get(headers, 'retry-after'), '1');
  assert.ok(answers.some(({ status }) => status === 200));
});
