import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import test from 'node:test';
import { zstdCompressSync } from 'node:zlib';
import { everything } from '#contract/find/term.ts';
import { waitFor } from '../../fixtures/wait.ts';
import { at, counted, found, type Line, messages, numbered, put, ruleFor, whole, written } from './conforms-lines.ts';
import type { LogCount, LogPlace, LogStore } from './log-store.ts';

export interface LogStoreLimits {
  /** What it may take of the disk. */
  readonly bytes: number;
  /** Of which the lines are kept; absent: all. */
  readonly days?: number;
}

const roomy: LogStoreLimits = { bytes: 1e9 };

/** What every store of lines has to do. */
export function conforms(name: string, open: (limits: LogStoreLimits) => Promise<LogStore>): void {
  ingest(name, open);
  pages(name, open);
  counts(name, open);
  surroundings(name, open);

  retention(name, open);
}

type Open = Parameters<typeof conforms>[1];

function ingest(name: string, open: Open): void {
  test(`${name}: a line comes back whole, with the precision of its time`, async () => {
    await using store = await open(roomy);
    const line = {
      time: '2026-01-01T00:00:01.123456789Z',
      level: 'warn',
      identity: 'container:shop/api',
      source: '/x',
      message: 'größer 東京 "x"\t',
      attributes: { a: 1, 'b.c': 'd', e: true },
    };
    const body = zstdCompressSync(`${JSON.stringify(line)}\n`);
    assert.deepEqual(await store.append({ agent: 'n1', spool: 's', first: 1, count: 1, day: '2026-01-01', body }), { stored: 1, known: 0 });
    const [record] = await found(store, everything);
    assert.deepEqual({ ...record, id: '' }, { id: '', ...line });
  });

  test(`${name}: what is sent again is known, also in part and on another day`, async () => {
    await using store = await open(roomy);
    assert.deepEqual(await put(store, 1, numbered(0, 5)), { stored: 5, known: 0 });
    assert.deepEqual(await put(store, 1, numbered(0, 5)), { stored: 0, known: 5 });
    assert.deepEqual(await put(store, 4, numbered(3, 8)), { stored: 3, known: 2 });
    assert.deepEqual(await put(store, 9, numbered(8, 10), { day: '2026-01-02' }), { stored: 2, known: 0 });
    assert.deepEqual(await put(store, 9, numbered(8, 10), { day: '2026-01-02' }), { stored: 0, known: 2 });
    assert.deepEqual(await put(store, 9, numbered(8, 12), { day: '2026-01-03' }), { stored: 2, known: 2 }, 'the clock of an agent may be ahead');
    assert.deepEqual(
      await messages(store, ''),
      numbered(0, 12)
        .map(({ message }) => message)
        .reverse(),
    );
  });

  test(`${name}: numbers that never came are counted as lost where the next line is, once, also over midnight`, async () => {
    await using store = await open(roomy);
    const lost = () => store.lost({ ...whole, startUs: at(0), widthUs: 60e6 });
    await put(store, 7, numbered(0, 3));
    assert.deepEqual(await lost(), [], 'of a spool that nobody knows, nothing is missing');
    for (let times = 0; times < 2; times += 1) await put(store, 14, numbered(70, 72), { lostBy: 'spool_full' });
    assert.deepEqual(await lost(), [{ bucket: 1, count: 4 }]);
    const losses = await store.losses({ ...whole, limit: 10 });
    assert.deepEqual(losses, [{ fromUs: at(2), toUs: at(70), node: 'n1', count: 4, reason: 'spool_full' }]);
    await put(store, 12, numbered(200, 205));
    await put(store, 20, numbered(300, 301), { day: '2026-01-02' });
    assert.deepEqual(await lost(), [
      { bucket: 1, count: 4 },
      { bucket: 5, count: 3 },
    ]);
  });

  test(`${name}: what is no batch is refused, and nothing of it is stored`, async () => {
    await using store = await open(roomy);
    const good = written({ seconds: 1, message: 'x' });
    const batch = { agent: 'n1', spool: 's', first: 1, day: '2026-01-01' };
    for (const [text, count] of [
      ['', 1],
      [good, 2],
      [`${good}{}\n`, 2],
      [`${good}nonsense\n`, 2],
      [good.trimEnd(), 1],
    ] as const) {
      assert.ok('refused' in (await store.append({ ...batch, count, body: zstdCompressSync(text) })), text);
    }
    assert.ok('refused' in (await store.append({ ...batch, count: 1, body: Buffer.from('no zstd') })));
    assert.deepEqual(await messages(store, ''), []);
  });
}

function pages(name: string, open: Open): void {
  test(`${name}: pages follow each other in both directions without a gap or a line twice, over several days and while more is written`, async () => {
    await using store = await open(roomy);
    await put(store, 1, numbered(0, 40));
    await put(store, 41, numbered(20, 60), { day: '2026-01-02' });
    // Many of one time: a page ends among them.
    await put(
      store,
      81,
      Array.from({ length: 20 }, (_, n) => ({ seconds: 30, message: `same ${n}` })),
      { day: '2026-01-02' },
    );
    const window = { fromUs: whole.fromUs, toUs: at(90) };
    const seen: Record<string, string[]> = {};
    let first = 101;
    for (const order of ['newest', 'oldest'] as const) {
      const ids: string[] = [];
      let after: LogPlace | undefined;
      do {
        const page = await store.search({ ...window, rule: everything, order, limit: 7, ...(after && { after }) });
        ids.push(...page.records.map(({ id }) => id));
        after = page.next;
        await put(store, first, [{ seconds: 100 + first, message: 'newer' }], { day: '2026-01-02' });
        first += 1;
      } while (after !== undefined);
      assert.equal(ids.length, 100);
      assert.equal(new Set(ids).size, 100);
      seen[order] = ids;
    }
    assert.deepEqual(seen.oldest, seen.newest?.toReversed());
  });

  test(`${name}: a window includes its start and excludes its end`, async () => {
    await using store = await open(roomy);
    await put(store, 1, numbered(0, 5));
    const records = await found(store, everything, { window: { fromUs: at(1), toUs: at(3) } });
    assert.deepEqual(
      records.map(({ message }) => message),
      ['line 2', 'line 1'],
    );
  });
}

const dayFrom = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

function retention(name: string, open: Open): void {
  test(`${name}: lines of days that are not kept any more go, also those that claim to be new`, async () => {
    await using store = await open({ ...roomy, days: 7 });
    const today = Date.now();
    await put(store, 1, numbered(0, 3), { day: dayFrom(today - 9 * 86_400_000) });
    await put(store, 4, numbered(3, 5), { day: dayFrom(today - 6 * 86_400_000) });
    await put(store, 6, numbered(5, 6), { day: dayFrom(today) });
    await store.prune();
    assert.deepEqual(await messages(store, ''), ['line 5', 'line 4', 'line 3']);
    assert.equal((await store.state()).lines, 3);
  });

  test(`${name}: of more than is kept, the oldest days go`, async () => {
    await using store = await open({ bytes: 4e6 });
    const days = Array.from({ length: 16 }, (_, n) => dayFrom(Date.UTC(2026, 0, 1 + n)));
    for (const [n, day] of days.entries()) {
      await put(
        store,
        1 + n * 500,
        Array.from({ length: 500 }, (_, line) => ({ seconds: n * 1000 + line, message: randomBytes(400).toString('base64') })),
        { day },
      );
    }
    // How much there is may be known some seconds later.
    const { lines } = await waitFor('the oldest to go', async () => {
      await store.prune();
      const state = await store.state();
      return state.bytes <= 4e6 && state.lines < 8000 ? state : undefined;
    });
    assert.ok(lines >= 1000 && lines < 7500, `${lines} lines`);
    const { records } = await store.search({ ...whole, rule: everything, order: 'oldest', limit: 1 });
    assert.equal(records[0]?.time, new Date(at(Math.floor((8000 - lines) / 500) * 1000) / 1000).toISOString());
  });
}

function summed(counts: readonly LogCount[]): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const { bucket, value, count } of counts) sums.set(`${bucket} ${value}`, (sums.get(`${bucket} ${value}`) ?? 0) + count);
  return sums;
}

function counts(name: string, open: Open): void {
  test(`${name}: counts are exact, by minutes and by seconds, of words, attributes, patterns and of everything`, async () => {
    await using store = await open(roomy);
    const lines: Line[] = Array.from({ length: 600 }, (_, n) => ({
      seconds: n,
      level: n % 3 === 0 ? 'error' : 'info',
      message: n % 2 === 0 ? 'even' : 'odd',
      attributes: { n },
    }));
    await put(store, 1, lines.slice(0, 400));
    await put(store, 401, lines.slice(400), { day: '2026-01-02' });
    const asked: readonly (readonly [string, (line: Line) => boolean])[] = [
      ['', () => true],
      ['even', ({ message }) => message === 'even'],
      ['level=error', ({ level }) => level === 'error'],
      ['source=/var/log/app.log', () => true],
      ['-level=error odd', ({ level, message }) => level !== 'error' && message === 'odd'],
      ['/^ev/ or n>500', ({ message, seconds }) => message === 'even' || seconds > 500],
    ];
    for (const [query, holds] of asked) {
      for (const [from, to, width] of [
        [0, 600, 60],
        [31, 571, 120],
        [7, 399, 7],
      ] as const) {
        const start = Math.floor(from / width) * width;
        const answer = await counted(store, { rule: ruleFor(query), fromUs: at(from), toUs: at(to), startUs: at(start), widthUs: width * 1e6 });
        const inWindow = lines.filter((line) => line.seconds >= from && line.seconds < to && holds(line));
        const wanted = inWindow.map(({ seconds, level }) => ({ bucket: Math.floor((seconds - start) / width), value: level ?? 'info', count: 1 }));
        assert.deepEqual(summed(answer), summed(wanted), `${query} ${from}–${to} by ${width}`);
      }
    }
  });

  test(`${name}: what is counted is told apart by level, identity, source and node`, async () => {
    await using store = await open(roomy);
    const line = (seconds: number, identity: string, source: string): Line => ({ seconds, identity, source, message: 'x' });
    await put(store, 1, [line(1, 'process:a', '/a'), line(2, 'process:a', '/b'), line(3, 'process:b', '/b')]);
    await put(store, 1, [line(4, 'process:b', '/b')], { agent: 'n2' });
    const one = { startUs: at(0), widthUs: 3600e6, fromUs: at(0), toUs: at(3600) };
    for (const [by, wanted] of [
      ['level', { info: 4 }],
      ['identity', { 'process:a': 2, 'process:b': 2 }],
      ['source', { '/a': 1, '/b': 3 }],
      ['node', { n1: 3, n2: 1 }],
    ] as const) {
      const sums = (await counted(store, { ...one, by, rule: everything })).map(({ value, count }) => [value, count] as const);
      assert.deepEqual(Object.fromEntries(sums), wanted, by);
    }
    assert.deepEqual(await messages(store, 'node=n2 app=b'), ['x']);
  });
}

function surroundings(name: string, open: Open): void {
  test(`${name}: a line is found by its id, with its place, from which both directions go on`, async () => {
    await using store = await open(roomy);
    await put(store, 1, numbered(0, 9));
    const [record] = await found(store, ruleFor('"line 4"'));
    const one = await store.find(record?.id ?? '');
    assert.deepEqual([one?.record, one?.node], [record, 'n1']);
    const beside = async (order: 'newest' | 'oldest') =>
      (await store.search({ ...whole, rule: everything, order, limit: 1, ...(one && { after: one.place }) })).records.map(({ message }) => message);
    assert.deepEqual([await beside('newest'), await beside('oldest')], [['line 3'], ['line 5']]);
    for (const id of ['', 'x', '2026-01-01.0.99', '2026-01-09.0.1', '../x']) assert.equal(await store.find(id), undefined);
  });

  test(`${name}: attributes of the newest lines, with their values, the most frequent first`, async () => {
    await using store = await open(roomy);
    await put(
      store,
      1,
      Array.from({ length: 30 }, (_, n) => ({ seconds: n, message: 'x', attributes: { n, even: n % 2 === 0, ...(n < 3 && { old: 'yes' }) } })),
    );
    const all = await store.attributes({ ...whole, rule: everything, lines: 100 });
    assert.deepEqual([all.lines, all.isAll, all.attributes.map(({ name: field }) => field)], [30, true, ['even', 'n', 'old']]);
    assert.deepEqual(all.attributes[0], {
      name: 'even',
      lines: 30,
      distinct: 2,
      values: [
        ['false', 15],
        ['true', 15],
      ],
    });
    const { distinct, least, most } = all.attributes[1] ?? {};
    assert.deepEqual([distinct, least, most], [30, 0, 29]);
    const some = await store.attributes({ ...whole, rule: ruleFor('even=true'), lines: 5 });
    assert.deepEqual([some.lines, some.isAll, some.attributes.map((one) => one.lines)], [5, false, [5, 5]]);
  });

  test(`${name}: what arrives is told once, in its order, the latest where it is too much`, async () => {
    await using store = await open(roomy);
    await put(store, 1, numbered(0, 5));
    const start = await store.arrived({ rule: everything, limit: 10 });
    assert.deepEqual(start.records, []);
    await put(store, 6, [...numbered(5, 9), { seconds: -50, message: 'late' }]);
    await put(store, 11, numbered(9, 11), { day: '2026-01-02' });
    const next = await store.arrived({ rule: ruleFor('-"line 6"'), limit: 4, since: start.mark });
    assert.deepEqual([next.dropped, next.records.map(({ message }) => message)], [2, ['line 8', 'late', 'line 9', 'line 10']]);
    assert.deepEqual((await store.arrived({ rule: everything, limit: 4, since: next.mark })).records, []);
  });
}
