import assert from 'node:assert/strict';
import test from 'node:test';
import { type LogLevel, logLevels } from '#contract/log-levels.ts';
import { at, counted, found, type Line, messages, put, ruleFor } from './conforms-lines.ts';
import type { LogOrder, LogPatternCount, LogStore, LogWindow } from './log-store.ts';

const levelOf = ({ level = 'info' }: Line): number => logLevels.indexOf(level as LogLevel);

const kinds = [
  { pattern: 'Aa-bb_1', level: 'info', message: 'order placed', identity: 'container:shop/api' },
  { pattern: 'Aa-bb_2', level: 'error', message: 'order failed: no stock', identity: 'container:shop/api' },
  { pattern: '-Cc', level: 'warn', message: 'slow query', identity: 'process:db' },
  { message: 'nobody knows', level: 'info', identity: '' },
] as const;

/** Of three hours, each pattern again and again, and each a little less often. */
const lines: readonly Line[] = Array.from({ length: 2000 }, (_, n) => {
  const kind = kinds[n % 11 < 5 ? 0 : n % 11 < 8 ? 1 : n % 11 < 10 ? 2 : 3];
  return { seconds: n * 5.4, ...kind, message: `${kind.message} ${n}`, attributes: { n } };
});

const windows: readonly (readonly [from: number, to: number])[] = [
  [0, 10_800],
  [31, 9000.5],
  [3599, 3661],
  [100, 101],
];

async function patternsOf(store: LogStore, query: string, window: LogWindow): Promise<LogPatternCount[]> {
  const patterns: LogPatternCount[] = [];
  let toUs: number | undefined = window.toUs;
  while (toUs !== undefined) {
    const part = await store.patterns({ ...window, rule: ruleFor(query), toUs });
    patterns.push(...part.patterns);
    toUs = part.restToUs;
  }
  return patterns.sort((a, b) => (a.pattern < b.pattern ? -1 : 1));
}

function wantedOf(some: readonly Line[]): LogPatternCount[] {
  const names = [...new Set(some.map(({ pattern = '' }) => pattern))].sort();
  return names.map((pattern) => {
    const of = some.filter((line) => (line.pattern ?? '') === pattern);
    const times = of.map(({ seconds }) => Math.round(at(seconds)));
    return { pattern, level: Math.max(...of.map(levelOf)), count: of.length, firstUs: Math.min(...times), lastUs: Math.max(...times) };
  });
}

type Open = (limits: { readonly bytes: number }) => Promise<LogStore>;

/** What a store says of patterns is what their lines are. */
export function conformsToPatterns(name: string, open: Open): void {
  counts(name, open);
  finds(name, open);
}

function counts(name: string, open: Open): void {
  test(`${name}: patterns are counted exactly, with their first and last line, of columns, words, attributes and everything`, async () => {
    await using store = await open({ bytes: 1e9 });
    await put(store, 1, lines.slice(0, 900));
    await put(store, 901, lines.slice(900), { day: '2026-01-02' });
    const asked: readonly (readonly [string, (line: Line) => boolean])[] = [
      ['', () => true],
      ['level>=warn', (line) => levelOf(line) >= logLevels.indexOf('warn')],
      ['-app=api', ({ identity }) => identity !== 'container:shop/api'],
      ['node=n1 pattern=aa-bb_*', ({ pattern }) => pattern?.startsWith('Aa-bb_') === true],
      ['order', ({ message }) => message.startsWith('order')],
      ['-order source~app', ({ message }) => !message.startsWith('order')],
      ['n>1500', ({ attributes }) => Number(attributes?.n) > 1500],
      ['/no stock 1.*/ or pattern=-Cc', ({ message, pattern }) => message.includes('no stock 1') || pattern === '-Cc'],
    ];
    for (const [query, holds] of asked) {
      for (const [from, to] of windows) {
        const wanted = lines.filter((line) => line.seconds >= from && line.seconds < to && holds(line));
        assert.deepEqual(await patternsOf(store, query, { fromUs: at(from), toUs: at(to) }), wantedOf(wanted), `${query} ${from}–${to}`);
      }
    }
  });
}

function finds(name: string, open: Open): void {
  test(`${name}: lines of a pattern are found and counted by its id`, async () => {
    await using store = await open({ bytes: 1e9 });
    await put(store, 1, lines.slice(0, 900));
    await put(store, 901, lines.slice(900), { day: '2026-01-02' });
    const asked: readonly (readonly [string, (pattern: string) => boolean])[] = [
      ['pattern=Aa-bb_1', (pattern) => pattern === 'Aa-bb_1'],
      ['pattern=-cc,aa-bb_2', (pattern) => pattern === '-Cc' || pattern === 'Aa-bb_2'],
      ['pattern!=aa-bb_1', (pattern) => pattern !== 'Aa-bb_1'],
      ['pattern~b_', (pattern) => pattern.includes('b_')],
      ['pattern~*', () => false],
      ['pattern=aa*_1 or pattern=*c', (pattern) => pattern === 'Aa-bb_1' || pattern === '-Cc'],
      ['exists(pattern)', (pattern) => pattern !== ''],
      ['-exists(pattern) nobody', (pattern) => pattern === ''],
      ['pattern=none', () => false],
    ];
    for (const [query, holds] of asked) {
      const wanted = lines.filter(({ pattern = '' }) => holds(pattern));
      assert.deepEqual(
        (await messages(store, query)).toReversed(),
        wanted.map(({ message }) => message),
        query,
      );
      for (const widthUs of [5e6, 60e6, 3600e6]) {
        const told = await counted(store, { rule: ruleFor(query), by: 'pattern', fromUs: at(7), toUs: at(8000), startUs: at(0), widthUs });
        const total = told.reduce((sum, { count }) => sum + count, 0);
        const inWindow = wanted.filter(({ seconds }) => seconds >= 7 && seconds < 8000);
        assert.equal(total, inWindow.length, `${query} by ${widthUs}`);
        assert.ok(
          told.every(({ value }) => holds(value)),
          query,
        );
      }
    }
  });

  test(`${name}: lines with hours between them are found in both directions, page by page`, async () => {
    await using store = await open({ bytes: 1e9 });
    const rare = Array.from({ length: 20 }, (_, n): Line => ({ seconds: n * n * 1700, pattern: 'rare', level: 'error', message: `rare ${n}` }));
    const others = Array.from({ length: 5000 }, (_, n): Line => ({ seconds: n * 120, pattern: 'often', message: `often ${n}` }));
    await put(store, 1, [...rare.slice(0, 12), ...others]);
    await put(store, 5013, rare.slice(12), { day: '2026-01-02' });
    const wanted = rare.map(({ message }) => message);
    for (const query of ['pattern=rare', 'level=error', 'pattern=rare rare', 'rare', 'pattern!=often or rare']) {
      for (const limit of [3, 100]) {
        const told = async (order: LogOrder) => (await found(store, ruleFor(query), { order, limit })).map(({ message }) => message);
        assert.deepEqual(await told('oldest'), wanted, `${query} by ${limit}`);
        assert.deepEqual(await told('newest'), wanted.toReversed(), `${query} by ${limit}`);
      }
    }
  });

  test(`${name}: an example of a pattern is a line that matches, with the latest template that was told`, async () => {
    await using store = await open({ bytes: 1e9 });
    const one = (n: number, template?: string): Line => ({ seconds: n, pattern: 'A', message: `took ${n} ms`, ...(template !== undefined && { template }) });
    await put(store, 1, [one(1, 'took 1 ms'), one(2), one(3, 'took <*> ms'), one(4), { seconds: 4, message: 'other', pattern: 'B' }]);
    await put(store, 6, [one(5)], { day: '2026-01-02' });
    const example = async (query: string, pattern: string, seconds: number) => {
      const [told, ...others] = await store.patternExamples({ rule: ruleFor(query), of: [{ pattern, us: at(seconds) }] });
      assert.deepEqual(others, []);
      return [told?.template, told?.record?.message, told?.record?.pattern];
    };
    assert.deepEqual(await example('', 'A', 4), ['took <*> ms', 'took 4 ms', 'A']);
    assert.deepEqual(await example('took', 'A', 5), ['took <*> ms', 'took 5 ms', 'A']);
    assert.deepEqual(await example('absent', 'A', 4), ['took <*> ms', undefined, undefined]);
    assert.deepEqual(await example('', 'B', 4), [undefined, 'other', 'B']);
    assert.deepEqual(await store.patternExamples({ rule: ruleFor(''), of: [{ pattern: 'C', us: at(4) }] }), []);
  });
}
