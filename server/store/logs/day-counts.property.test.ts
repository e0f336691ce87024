import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import test from 'node:test';
import { zstdCompressSync } from 'node:zlib';
import { at, ruleFor, written } from './conforms-lines.ts';
import { countIn } from './day-counts.ts';
import { openForWriting } from './day-database.ts';
import { fileName } from './day-files.ts';
import { DayReader } from './day-reader.ts';
import { lineMatcher } from './line-matcher.ts';
import { LogReader } from './log-reader.ts';
import type { LogOrder, LogPlace } from './log-store.ts';
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

const scratch = mkdtempSync(join(tmpdir(), 'sonde-day-counts-'));
test.after(() => rmSync(scratch, { recursive: true }));
const original = join(scratch, 'original');

test.before(() => {
  mkdirSync(original);
  const writer = new LogWriter({ folder: original, maxBytes: 1e9 });
  for (let first = 0; first < lines; first += 7000) {
    const body = zstdCompressSync(Array.from({ length: 7000 }, (_, n) => written({ seconds: secondsOf(first + n), message: messageOf(first + n) })).join(''));
    assert.deepEqual(writer.append({ agent: 'n', spool: 's', first: first + 1, count: 7000, day, body }), { stored: 7000, known: 0 });
  }
  writer.close();
});

let copies = 0;

/** A file of these lines; `version`: as it was written when there was no later one. */
function filled(version: 2 | 3): string {
  copies += 1;
  const folder = join(scratch, String(copies));
  cpSync(original, folder, { recursive: true });
  if (version === 2) {
    const database = new DatabaseSync(pathOf(folder));
    database.exec('DROP TABLE spans; PRAGMA user_version = 2');
    database.close();
  }
  return folder;
}

const pathOf = (folder: string) => join(folder, fileName({ day, part: 0 }));

for (const version of [2, 3] as const) {
  test(`words are counted the same where only the lines of a window are looked up, in a file of version ${version}`, (t) => {
    const reader = new DayReader(filled(version), { day, part: 0 }, 0);
    t.after(() => reader.close());
    for (const [query, holds] of queries) {
      for (const [from, to] of [
        [0, lines + 50],
        [5000, 6000],
        [5007, 5011],
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

  test(`few lines and many come page by page in their order, each once, from a file of version ${version}`, (t) => {
    const reader = new LogReader(filled(version));
    t.after(() => reader.close());
    const seldom = Array.from({ length: lines / 1000 }, (_, k) => messageOf(k * 1000 + 3));
    assert.deepEqual(paged(reader, 'seldom', 'oldest', 5), seldom);
    assert.deepEqual(paged(reader, 'seldom', 'newest', 5), seldom.toReversed());
    assert.equal(new Set(paged(reader, 'even', 'newest', 1000)).size, lines / 2);
    assert.deepEqual(paged(reader, 'neither', 'newest', 5), []);
  });
}

function paged(reader: LogReader, query: string, order: LogOrder, limit: number): string[] {
  const messages: string[] = [];
  let after: LogPlace | undefined;
  do {
    const { records, next } = reader.search({ rule: ruleFor(query), fromUs: at(0), toUs: at(lines + 50), order, limit, ...(after && { after }) });
    messages.push(...records.map(({ message }) => message));
    after = next;
  } while (after !== undefined);
  return messages;
}

test('a file of a version that did not know which lines are of a minute learns it when it is written again', () => {
  const spansIn = (database: DatabaseSync) => database.prepare('SELECT * FROM spans').all();
  const [now, before] = ([3, 2] as const).map((version) => openForWriting(pathOf(filled(version)), 0));
  assert.ok(now && before && spansIn(now).length > lines / 60);
  assert.deepEqual(spansIn(before), spansIn(now));
  now.close();
  before.close();
});
