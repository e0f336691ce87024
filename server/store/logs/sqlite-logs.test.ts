import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { zstdCompressSync } from 'node:zlib';
import { everything, readFilter } from './filter.ts';
import type { Appended, LogPlace, LogStore } from './log-store.ts';
import { sqliteLogs } from './sqlite-logs.ts';

const startUs = Date.UTC(2026, 0, 1) * 1000;
const at = (seconds: number) => startUs + seconds * 1e6;
const whole = { fromUs: at(-1e6), toUs: at(1e6) };

interface Line {
  readonly seconds: number;
  readonly level?: string;
  readonly identity?: string;
  readonly message: string;
}

function record({ seconds, level = 'info', identity = '', message }: Line): string {
  return `${JSON.stringify({ time: new Date(at(seconds) / 1000).toISOString(), level, identity, source: '/var/log/app.log', message })}\n`;
}

function open(
  t: TestContext,
  bytes = 1e9,
): { store: LogStore; folder: string; put: (first: number, lines: readonly Line[], day?: string) => Promise<Appended> } {
  const folder = mkdtempSync(join(tmpdir(), 'sonde-log-store-'));
  const store = sqliteLogs({ folder, days: 7, bytes, onFailure: (error) => assert.fail(String(error)) });
  t.after(async () => {
    await store[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });
  const put = (first: number, lines: readonly Line[], day = '2026-01-01') =>
    store.append({ agent: 'n1', spool: 's', first, count: lines.length, day, body: zstdCompressSync(lines.map(record).join('')) });
  return { store, folder, put };
}

const numbered = (from: number, to: number): Line[] => Array.from({ length: to - from }, (_, n) => ({ seconds: from + n, message: `line ${from + n}` }));

async function messages(store: LogStore, query: string, limit = 1000): Promise<string[]> {
  const { records } = await store.search({ ...whole, limit, filter: readFilter(query).filter });
  return records.map(({ message }) => message);
}

test('a line comes back whole, with the precision of its time', async (t) => {
  const { store } = open(t);
  const line = {
    time: '2026-01-01T00:00:01.123456789Z',
    level: 'warn',
    identity: 'container:shop/api',
    source: '/x',
    message: 'größer 東京 "x"\t',
    attributes: { a: 1 },
  };
  const body = zstdCompressSync(`${JSON.stringify(line)}\n`);
  assert.deepEqual(await store.append({ agent: 'n1', spool: 's', first: 1, count: 1, day: '2026-01-01', body }), { stored: 1, known: 0 });
  const { records } = await store.search({ ...whole, limit: 10, filter: everything });
  assert.deepEqual(records, [{ id: '2026-01-01.0.1', ...line }]);
});

test('what is sent again is known, also in part, on another day and after a new start', async (t) => {
  const { store, folder, put } = open(t);
  assert.deepEqual(await put(1, numbered(0, 5)), { stored: 5, known: 0 });
  assert.deepEqual(await put(1, numbered(0, 5)), { stored: 0, known: 5 });
  assert.deepEqual(await put(4, numbered(3, 8)), { stored: 3, known: 2 });
  assert.deepEqual(await put(9, numbered(8, 10), '2026-01-02'), { stored: 2, known: 0 });
  await store[Symbol.asyncDispose]();
  const again = sqliteLogs({ folder, days: 7, bytes: 1e9, onFailure: (error) => assert.fail(String(error)) });
  t.after(() => again[Symbol.asyncDispose]());
  const body = zstdCompressSync(numbered(8, 10).map(record).join(''));
  assert.deepEqual(await again.append({ agent: 'n1', spool: 's', first: 9, count: 2, day: '2026-01-02', body }), { stored: 0, known: 2 });
  assert.deepEqual(
    await messages(again, ''),
    numbered(0, 10)
      .map(({ message }) => message)
      .reverse(),
  );
});

test('what is no batch is refused, and nothing of it is stored', async (t) => {
  const { store } = open(t);
  const good = record({ seconds: 1, message: 'x' });
  for (const [text, count] of [
    ['', 1],
    [good, 2],
    [`${good}{}\n`, 2],
    [`${good}nonsense\n`, 2],
    [good.trimEnd(), 1],
  ] as const) {
    const appended = await store.append({ agent: 'n1', spool: 's', first: 1, count, day: '2026-01-01', body: zstdCompressSync(text) });
    assert.ok('refused' in appended, text);
  }
  assert.ok('refused' in (await store.append({ agent: 'n1', spool: 's', first: 1, count: 1, day: '2026-01-01', body: Buffer.from('no zstd') })));
  assert.deepEqual(await messages(store, ''), []);
});

test('pages follow each other without a gap or a line twice, over several days and while more is written', async (t) => {
  const { store, put } = open(t);
  await put(1, numbered(0, 40));
  await put(41, numbered(20, 60), '2026-01-02');
  const seen: string[] = [];
  let before: LogPlace | undefined;
  do {
    const page = await store.search({ ...whole, filter: everything, limit: 7, ...(before && { before }) });
    seen.push(...page.records.map(({ id }) => id));
    before = page.next;
    await put(81 + seen.length, [{ seconds: 100 + seen.length, message: 'newer' }], '2026-01-02');
  } while (before !== undefined);
  assert.equal(seen.length, 80);
  assert.equal(new Set(seen).size, 80);
});

test('words, phrases, beginnings and what is not wanted are found alike among few lines and among many', async (t) => {
  const { store, put } = open(t);
  const few: Line[] = [
    { seconds: 1, message: 'connection refused by db' },
    { seconds: 2, message: 'refused: connection' },
    { seconds: 3, message: 'connected', level: 'warn', identity: 'container:shop/api' },
  ];
  const asked: Readonly<Record<string, number[]>> = {
    connection: [1, 0],
    '"connection refused"': [0],
    'conn*': [2, 1, 0],
    'conn* -refused': [2],
    'CONNECTION by': [0],
    'level>=warn': [2],
    'level=warn,error': [2],
    'app=api': [2],
    'ns=shop kind=container': [2],
    '-app=api conn*': [1, 0],
    'node=n1 "refused: connection"': [1],
    'node=other': [],
    absent: [],
  };
  const check = async (which: string) => {
    for (const [query, wanted] of Object.entries(asked))
      assert.deepEqual(
        await messages(store, query === 'level>=warn' ? query : `${query} -filler`),
        wanted.map((n) => few[n]?.message),
        `${query} among ${which}`,
      );
  };
  await put(1, few);
  await check('few');
  // More than are looked through before the index is asked.
  const many = Array.from({ length: 6000 }, (_, n) => ({ seconds: 10 + n / 100, message: `filler ${n}` }));
  await put(4, many);
  await check('many');
});

test('numbers that never came are counted as lost where the next line is, once, also over midnight and a new file', async (t) => {
  const { store, put } = open(t);
  const lost = async () => (await store.count({ filter: everything, ...whole, startUs: at(0), widthUs: 60e6 })).lost;
  await put(7, numbered(0, 3));
  assert.deepEqual(await lost(), [], 'of a spool that nobody knows, nothing is missing');
  for (let times = 0; times < 2; times += 1) await put(14, numbered(70, 72));
  assert.deepEqual(await lost(), [{ bucket: 1, count: 4 }]);
  await put(12, numbered(200, 205));
  await put(20, numbered(300, 301), '2026-01-02');
  assert.deepEqual(await lost(), [
    { bucket: 1, count: 4 },
    { bucket: 5, count: 3 },
  ]);
});

test('counts are exact, by minutes and by milliseconds, with words and without', async (t) => {
  const { store, put } = open(t);
  const lines = Array.from({ length: 600 }, (_, n) => ({ seconds: n, level: n % 3 === 0 ? 'error' : 'info', message: n % 2 === 0 ? 'even' : 'odd' }));
  await put(1, lines.slice(0, 400));
  await put(401, lines.slice(400), '2026-01-02');
  const counted = async (query: string, from: number, to: number, width: number) => {
    const startAt = Math.floor(from / width) * width;
    const { levels } = await store.count({ filter: readFilter(query).filter, fromUs: at(from), toUs: at(to), startUs: at(startAt), widthUs: width * 1e6 });
    const expected = lines.filter(
      ({ seconds, message, level }) =>
        seconds >= from && seconds < to && (query === '' || query.startsWith('source') || message === query || `level=${level}` === query),
    );
    for (const level of ['error', 'info']) {
      for (let bucket = 0; startAt + bucket * width < to; bucket += 1) {
        const found = levels.filter((one) => one.level === level && one.bucket === bucket).reduce((sum, { count }) => sum + count, 0);
        const wanted = expected.filter((one) => one.level === level && Math.floor((one.seconds - startAt) / width) === bucket).length;
        assert.equal(found, wanted, `${query} ${level} ${from}–${to} by ${width}: ${bucket}`);
      }
    }
  };
  for (const query of ['', 'even', 'level=error', 'source=/var/log/app.log']) {
    await counted(query, 0, 600, 60);
    await counted(query, 31, 571, 120);
    await counted(query, 7, 399, 7);
  }
});

test('the files stay within their bytes, the newest lines are kept, and what is gone is still known', async (t) => {
  const { store, folder, put } = open(t, 8e6);
  let first = 1;
  for (let round = 0; round < 40; round += 1) {
    const lines = Array.from({ length: 500 }, (_, n) => ({ seconds: first + n, message: `line ${first + n} ${'x'.repeat(400)} ${(first * n) % 7919}` }));
    await put(first, lines);
    first += lines.length;
  }
  const { bytes, lines } = await store.state();
  assert.ok(bytes <= 8e6, `${bytes} bytes`);
  assert.ok(lines > 1000 && lines < 20_000, `${lines} lines`);
  assert.equal(readdirSync(folder).filter((name) => name.endsWith('.db')).length > 1, true);
  assert.match((await messages(store, '', 1))[0] ?? '', new RegExp(`^line ${first - 1} `));
  assert.deepEqual(await put(1, numbered(1, 3)), { stored: 0, known: 2 });
});

test('a file that is broken is moved aside, and the batch that met it can come again', async (t) => {
  const { store, folder, put } = open(t);
  writeFileSync(join(folder, '2026-01-01.000.db'), 'this is no database, and it is longer than its header would be, by far. '.repeat(20));
  await assert.rejects(put(1, numbered(0, 2)), { kind: 'corrupt' });
  assert.deepEqual(await put(1, numbered(0, 2)), { stored: 2, known: 0 });
  assert.ok(statSync(join(folder, '2026-01-01.000.db.corrupt')).size > 0);
  assert.equal((await messages(store, '')).length, 2);
});
