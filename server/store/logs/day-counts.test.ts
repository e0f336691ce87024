import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { zstdCompressSync } from 'node:zlib';
import { at, ruleFor, written } from './conforms-lines.ts';
import { countIn } from './day-counts.ts';
import { DayReader } from './day-reader.ts';
import { lineMatcher } from './line-matcher.ts';
import { LogWriter } from './log-writer.ts';

const day = '2026-01-01';
const lines = 14_000;
/** Not quite in the order in which they come. */
const secondsOf = (n: number) => n + ((n * 7919) % 50);
const messageOf = (n: number) => `line ${n} ${n % 2 === 0 ? 'even' : 'odd'} ${n % 1000 === 3 ? 'seldom' : 'often'}`;

const queries: readonly (readonly [query: string, holds: (n: number) => boolean])[] = [
  ['even', (n) => n % 2 === 0],
  ['often -even', (n) => n % 2 === 1 && n % 1000 !== 3],
  ['-odd', (n) => n % 2 === 0],
  ['seldom', (n) => n % 1000 === 3],
  ['"odd often"', (n) => n % 2 === 1 && n % 1000 !== 3],
];

test('words are counted the same where only the lines of a window are looked up', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'sonde-day-counts-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const writer = new LogWriter({ folder, maxBytes: 1e9 });
  for (let first = 0; first < lines; first += 7000) {
    const body = zstdCompressSync(Array.from({ length: 7000 }, (_, n) => written({ seconds: secondsOf(first + n), message: messageOf(first + n) })).join(''));
    assert.deepEqual(writer.append({ agent: 'n', spool: 's', first: first + 1, count: 7000, day, body }), { stored: 7000, known: 0 });
  }
  writer.close();
  const reader = new DayReader(folder, { day, part: 0 }, 0);
  t.after(() => reader.close());
  for (const [query, holds] of queries) {
    for (const [from, to] of [
      [0, lines + 50],
      [5000, 6000],
      [lines + 100, lines + 200],
    ] as const) {
      const rule = ruleFor(query);
      const counting = { rule, by: 'level' as const, fromUs: at(from), toUs: at(to), startUs: at(from), widthUs: (to - from) * 1e6 };
      const counted = countIn(reader, counting, lineMatcher(rule)).reduce((sum, { count }) => sum + count, 0);
      const expected = Array.from({ length: lines }, (_, n) => n).filter((n) => holds(n) && secondsOf(n) >= from && secondsOf(n) < to);
      assert.equal(counted, expected.length, `${query} from ${from} to ${to}`);
    }
  }
});
