import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Reader } from './fixtures/reader.ts';
import { mostFiles } from './most-files.ts';

const files = 10_000;

function folderWith(count: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'sonde-many-files-'));
  for (let n = 0; n < count; n += 1) writeFileSync(join(folder, `${n}.log`), `file ${n} line 1\nfile ${n} line 2\n`);
  return folder;
}

const descriptors = () => readdirSync('/proc/self/fd').length;
const expected = (from: number, to: number, ...lines: readonly number[]) =>
  Array.from({ length: to - from }, (_, at) => lines.map((line) => `file ${from + at} line ${line}`)).flat();

test('of ten thousand files each line is read once, also what is added to them and after a kill, with one descriptor for each', (t) => {
  if (mostFiles() < files + 1000) return t.skip(`only ${mostFiles()} files may be open here`);
  const before = descriptors();
  const folder = folderWith(files);
  const reader = new Reader(t, folder);
  assert.deepEqual(reader.read().sort(), expected(0, files, 1, 2).sort());
  assert.equal(reader.tails.size, files);
  assert.ok(descriptors() - before <= files + 10, `${descriptors() - before} descriptors`);
  for (let n = 0; n < files; n += 1) appendFileSync(join(folder, `${n}.log`), `file ${n} line 3\n`);
  reader.restart();
  assert.deepEqual(reader.read().sort(), expected(0, files, 3).sort());
  assert.deepEqual(reader.read(), []);
});

test('more files than may be open wait, and are told of, until others are gone', (t) => {
  const folder = folderWith(150);
  const reader = new Reader(t, folder, 100);
  const first = reader.read();
  assert.equal(first.length, 200);
  assert.deepEqual([reader.tails.size, reader.tails.unread], [100, 50]);
  const read = new Set(first.map((line) => line.split(' ')[1]));
  for (const n of read) rmSync(join(folder, `${n}.log`));
  // As after some time without a line.
  for (const tail of reader.tails.open) tail.grewMs = 0;
  reader.read();
  reader.tails.tend();
  assert.deepEqual([...first, ...reader.read()].sort(), expected(0, 150, 1, 2).sort());
  assert.equal(reader.tails.unread, 0);
});

test('the limit is that of the process, less what else is open', () => {
  assert.equal(mostFiles('Max processes 1 2\nMax open files            1048576              1048576              files\n'), 1_048_320);
  assert.equal(mostFiles('Max open files            64                   64                   files\n'), 1);
});
