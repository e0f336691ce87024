import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import test from 'node:test';
import { openForWriting } from './day-database.ts';
import { fileName } from './day-files.ts';
import { LogReader } from './log-reader.ts';

test('a file that the writer has just begun holds nothing, until it holds its tables', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'sonde-reader-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, fileName({ day: '2026-06-12', part: 0 }));
  const begun = new DatabaseSync(path);
  begun.exec('PRAGMA journal_mode = WAL');
  const reader = new LogReader(folder);
  t.after(() => reader.close());
  assert.equal(reader.state().lines, 0);
  begun.close();
  const written = openForWriting(path, 0);
  written.exec('INSERT INTO hours (at, level, identity, node, count) VALUES (0, 0, 0, 0, 7)');
  written.close();
  assert.equal(reader.state().lines, 7);
});
