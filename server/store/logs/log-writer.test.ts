import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { zstdCompressSync } from 'node:zlib';
import { bytesOf, dayFiles } from './day-files.ts';
import type { Appended } from './log-store.ts';
import { LogWriter } from './log-writer.ts';

function opened(t: TestContext): { folder: string; writer: LogWriter } {
  const folder = mkdtempSync(join(tmpdir(), 'sonde-log-writer-'));
  const writer = new LogWriter({ folder, maxBytes: 1e9 });
  t.after(() => {
    writer.close();
    rmSync(folder, { recursive: true });
  });
  return { folder, writer };
}

function put(writer: LogWriter, day: string, first: number): Appended {
  const line = { time: `${day}T12:00:00Z`, level: 'info', identity: '', source: '/a', message: 'x' };
  return writer.append({ agent: 'n', spool: 's', first, count: 1, day, body: zstdCompressSync(`${JSON.stringify(line)}\n`) });
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
