import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { zstdCompressSync } from 'node:zlib';
import { everything } from '#contract/find/term.ts';
import { bytesOf, dayFiles } from './day-files.ts';
import { LogReader } from './log-reader.ts';
import type { Appended } from './log-store.ts';
import { LogWriter } from './log-writer.ts';
import { sqliteLogs } from './sqlite-logs.ts';

function opened(t: TestContext): { folder: string; writer: LogWriter } {
  const folder = mkdtempSync(join(tmpdir(), 'sonde-log-writer-'));
  const writer = new LogWriter({ folder, maxBytes: 1e9 });
  t.after(() => {
    writer.close();
    rmSync(folder, { recursive: true });
  });
  return { folder, writer };
}

function put(writer: LogWriter, day: string, first: number, spool = 's'): Appended {
  const line = { time: `${day}T12:00:00Z`, level: 'info', identity: '', source: '/a', message: 'x' };
  return writer.append({ agent: 'n', spool, first, count: 1, day, body: zstdCompressSync(`${JSON.stringify(line)}\n`) });
}

test('what is too old goes, also where nothing came after it', (t) => {
  const { folder, writer } = opened(t);
  put(writer, '2026-01-01', 1);
  put(writer, '2026-01-02', 2);
  assert.deepEqual(writer.prune('2026-01-02'), { removed: 1 });
  assert.deepEqual(writer.prune('2026-01-09'), { removed: 1 });
  assert.deepEqual(readdirSync(folder), []);
  assert.deepEqual(put(writer, '2026-01-10', 3), { stored: 1, known: 0 });
});

test('a day may have more than a thousand files', (t) => {
  const { folder, writer } = opened(t);
  for (const part of ['999', '1000']) writeFileSync(join(folder, `2026-01-01.${part}.db`), '');
  put(writer, '2026-01-01', 1);
  assert.deepEqual(
    dayFiles(folder).map((file) => [file.part, bytesOf(folder, file) > 0]),
    [
      [999, false],
      [1000, true],
    ],
  );
});

test('what comes after a file that is broken has a name of its own, and the broken one goes with its day', (t) => {
  const { folder, writer } = opened(t);
  writeFileSync(join(folder, '2026-01-01.000.db'), 'this is no database, and it is longer than its header would be, by far. '.repeat(20));
  assert.throws(() => put(writer, '2026-01-01', 1));
  assert.deepEqual(put(writer, '2026-01-01', 1), { stored: 1, known: 0 });
  assert.deepEqual(
    readdirSync(folder).filter((name) => /db$|corrupt$/.test(name)),
    ['2026-01-01.000.db.corrupt', '2026-01-01.001.db'],
  );
  writer.prune('2026-01-02');
  assert.deepEqual(readdirSync(folder), []);
});

function spoil(folder: string, day: string): void {
  for (const end of ['', '-wal', '-shm']) rmSync(join(folder, `${day}.000.db${end}`), { force: true });
  writeFileSync(join(folder, `${day}.000.db`), 'this is no database, and it is longer than its header would be, by far. '.repeat(20));
}

/** How many lines of a day are told to be missing. */
function lostOn(folder: string, day: string): number {
  const fromUs = Date.parse(day) * 1000;
  const reader = new LogReader(folder);
  const lost = reader.lost({ fromUs, toUs: fromUs + 86_400e6, startUs: fromUs, widthUs: 86_400e6 });
  reader.close();
  return lost.reduce((sum, { count }) => sum + count, 0);
}

test('the lines of a file that is broken are counted as missing, be it the first file or one among others', (t) => {
  for (const before of [[], ['2025-12-31']]) {
    const { folder, writer } = opened(t);
    for (const [at, day] of before.entries()) put(writer, day, at + 1);
    const first = before.length + 1;
    for (let n = first; n < first + 5; n += 1) put(writer, '2026-01-01', n);
    writer.close();
    spoil(folder, '2026-01-01');
    assert.throws(() => put(writer, '2026-01-01', first + 5));
    assert.deepEqual(put(writer, '2026-01-01', first + 5), { stored: 1, known: 0 });
    assert.deepEqual(put(writer, '2026-01-01', first + 6), { stored: 1, known: 0 });
    assert.equal(lostOn(folder, '2026-01-01'), 5);
  }
});

test('of an older file that is broken the lines are counted as missing on their day, and the others are read', async (t) => {
  const { folder, writer } = opened(t);
  for (let n = 1; n <= 5; n += 1) put(writer, '2026-01-01', n);
  put(writer, '2026-01-02', 6);
  writer.close();
  spoil(folder, '2026-01-01');
  await using logs = sqliteLogs({ folder, days: 36_500, bytes: 1e9, onFailure: () => {} });
  const all = { fromUs: 0, toUs: 4e15 };
  const { records } = await logs.search({ ...all, rule: everything, order: 'newest', limit: 10 });
  assert.equal(records.length, 1);
  assert.deepEqual(await logs.lost({ ...all, startUs: Date.parse('2026-01-01') * 1000, widthUs: 86_400e6 }), [{ bucket: 0, count: 5 }]);
});

test('a broken file of the day before keeps no line of today out', (t) => {
  const { folder, writer } = opened(t);
  put(writer, '2025-12-31', 1);
  for (let n = 2; n <= 4; n += 1) put(writer, '2026-01-01', n);
  writer.close();
  spoil(folder, '2026-01-01');
  assert.deepEqual(put(writer, '2026-01-02', 5), { stored: 1, known: 0 });
  assert.equal(lostOn(folder, '2026-01-01') + lostOn(folder, '2026-01-02'), 3);
});

test('a spool that goes on with the numbers of another misses none, and one that begins anew does neither', (t) => {
  const { folder, writer } = opened(t);
  writeFileSync(join(folder, '2025-12-30.000.db.corrupt'), '');
  for (let n = 1; n <= 3; n += 1) put(writer, '2026-01-01', n);
  assert.deepEqual(put(writer, '2026-01-01', 4, 'other'), { stored: 1, known: 0 });
  assert.deepEqual(put(writer, '2026-01-02', 7, 'third'), { stored: 1, known: 0 });
  assert.deepEqual(put(writer, '2026-01-02', 1, 'anew'), { stored: 1, known: 0 });
  assert.equal(lostOn(folder, '2026-01-01'), 0);
  assert.equal(lostOn(folder, '2026-01-02'), 2);
});

test('what is stored under a day, and comes again under the next, is known', (t) => {
  const { writer } = opened(t);
  put(writer, '2026-01-01', 1);
  assert.deepEqual(put(writer, '2026-01-02', 1), { stored: 0, known: 1 });
  assert.deepEqual(put(writer, '2026-01-02', 2), { stored: 1, known: 0 });
});
