import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { logFile } from './log-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'sonde-test-'));
after(() => rmSync(folder, { recursive: true }));
const read = (name: string) => readFileSync(join(folder, name), 'utf8');

test('lines are added to those of the last start; a full file is set aside, in place of the one before', () => {
  for (const line of ['one\n', 'two\n']) {
    using kept = logFile(join(folder, 'log'), 10);
    assert.ok(kept.write(line));
  }
  assert.equal(read('log'), 'one\ntwo\n');
  using kept = logFile(join(folder, 'log'), 10);
  for (const line of ['three\n', 'four\n', 'five\n', 'six\n']) kept.write(line);
  assert.deepEqual([read('log'), read('log.1')], ['six\n', 'four\nfive\n']);
  assert.equal(statSync(join(folder, 'log')).mode & 0o777, 0o600);
});

test('a link in its place is followed nowhere, and what comes after the end is not kept', () => {
  symlinkSync('/dev/null', join(folder, 'link'));
  using linked = logFile(join(folder, 'link'));
  assert.equal(linked.write('away\n'), false);
  const kept = logFile(join(folder, 'ended'));
  assert.ok(kept.write('last\n'));
  kept[Symbol.dispose]();
  assert.equal(kept.write('late\n'), false);
  assert.equal(read('ended'), 'last\n');
});

test('a disk that takes nothing is told, not thrown', () => {
  using kept = logFile('/dev/full');
  assert.equal(kept.write('lost\n'), false);
});
