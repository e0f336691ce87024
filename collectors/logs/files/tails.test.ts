import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFileSync, copyFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Reader } from './fixtures/reader.ts';

test('a line is read once it has its end', (t) => {
  const reader = new Reader(t);
  reader.write('one\ntw');
  assert.deepEqual(reader.read(), ['one']);
  reader.write('o\n\n');
  assert.deepEqual(reader.read(), ['two', '']);
  assert.deepEqual(reader.read(), []);
});

for (const [how, restarts] of [
  ['while it is read', false],
  ['while nobody reads', true],
] as const) {
  const between = (reader: Reader) => (restarts ? reader.restart() : undefined);

  test(`renamed ${how}: the old file is read to its end, also what is written late, then the new one`, (t) => {
    const reader = new Reader(t);
    reader.write('one\n');
    reader.read();
    reader.write('two\n');
    renameSync(reader.path, `${reader.path}.1`);
    reader.write('three\n');
    between(reader);
    appendFileSync(`${reader.path}.1`, 'late\n');
    assert.deepEqual(reader.read().sort(), ['late', 'three', 'two']);
  });

  test(`renamed twice ${how}: the file in between is read too`, (t) => {
    const reader = new Reader(t);
    reader.write('one\n');
    reader.read();
    renameSync(reader.path, `${reader.path}.1`);
    reader.write('two\n');
    renameSync(`${reader.path}.1`, `${reader.path}.2`);
    renameSync(reader.path, `${reader.path}.1`);
    reader.write('three\n');
    between(reader);
    assert.deepEqual(reader.read().sort(), ['three', 'two']);
  });

  test(`copied and emptied ${how}: what had not been read is read in the copy`, (t) => {
    const reader = new Reader(t);
    reader.write('one\n');
    reader.read();
    reader.write('two\n');
    copyFileSync(reader.path, `${reader.path}.1`);
    truncateSync(reader.path);
    reader.write('three, which is longer than what was there\n');
    between(reader);
    assert.deepEqual(reader.read().sort(), ['three, which is longer than what was there', 'two']);
    reader.write('four\n');
    between(reader);
    assert.deepEqual(reader.read(), ['four']);
  });

  test(`copied, emptied and renamed ${how}: each content is read once`, (t) => {
    const reader = new Reader(t);
    reader.write('one\n');
    reader.read();
    reader.write('two\n');
    copyFileSync(reader.path, `${reader.path}.1`);
    truncateSync(reader.path);
    reader.write('three\n');
    renameSync(`${reader.path}.1`, `${reader.path}.2`);
    renameSync(reader.path, `${reader.path}.1`);
    reader.write('four\n');
    between(reader);
    assert.deepEqual(reader.read().sort(), ['four', 'three', 'two']);
    between(reader);
    assert.deepEqual(reader.read(), []);
  });

  test(`made, filled and renamed ${how}: a file that was never seen at its path is read`, (t) => {
    const reader = new Reader(t);
    reader.read();
    reader.write('one\n');
    renameSync(reader.path, `${reader.path}.1`);
    reader.write('two\n');
    between(reader);
    assert.deepEqual(reader.read().sort(), ['one', 'two']);
  });

  test(`empty, then filled, copied and emptied ${how}: what it held meanwhile is read in the copy`, (t) => {
    const reader = new Reader(t);
    reader.write('');
    reader.read();
    for (const [copy, text] of ['one\n', 'two\n'].entries()) {
      reader.write(text);
      copyFileSync(reader.path, `${reader.path}.${copy}`);
      truncateSync(reader.path);
    }
    reader.write('three\n');
    between(reader);
    assert.deepEqual(reader.read().sort(), ['one', 'three', 'two']);
    between(reader);
    assert.deepEqual(reader.read(), []);
  });

  test(`renamed twice ${how}, and the new file has only the beginning of a line: that is no sign of a copy`, (t) => {
    const reader = new Reader(t);
    reader.write('line one\n');
    reader.read();
    renameSync(reader.path, `${reader.path}.1`);
    reader.write('line two\n');
    renameSync(reader.path, `${reader.path}.2`);
    reader.write('line ');
    between(reader);
    assert.deepEqual(reader.read(), ['line two']);
    reader.write('three\n');
    between(reader);
    assert.deepEqual(reader.read(), ['line three']);
  });

  test(`removed and made again ${how}: the new one is read from its start`, (t) => {
    const reader = new Reader(t);
    reader.write('one\n');
    reader.read();
    rmSync(reader.path);
    reader.write('uno\n');
    between(reader);
    assert.deepEqual(reader.read(), ['uno']);
  });
}

test('a copy that is not finished is not read, and neither is one of what was read already', (t) => {
  const reader = new Reader(t);
  reader.write('one\ntwo\n');
  reader.read();
  for (const part of ['', 'one\n', 'one\ntwo\n']) {
    writeFileSync(`${reader.path}.1`, part);
    assert.deepEqual(reader.read(), []);
  }
  truncateSync(reader.path);
  reader.write('three\n');
  assert.deepEqual(reader.read(), ['three']);
});

test('emptied, and filled again just as far as it was read', (t) => {
  const reader = new Reader(t);
  reader.write('one\ntwo\n');
  assert.deepEqual(reader.read(), ['one', 'two']);
  truncateSync(reader.path);
  reader.write('six\nten\n');
  assert.deepEqual(reader.read(), ['six', 'ten']);
  assert.deepEqual(reader.read(), []);
});

test('what was rotated before anyone was to read it is left alone', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'sonde-tails-'));
  t.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'app.log.1'), 'old\n');
  await delay(50);
  writeFileSync(join(folder, 'app.log'), 'new\n');
  const reader = new Reader(t, folder);
  assert.deepEqual(reader.read(), ['new']);
  reader.restart();
  assert.deepEqual(reader.read(), []);
});

test('a rotation that compresses leaves no line out, and reads none twice', (t) => {
  const reader = new Reader(t);
  reader.write('one\n');
  reader.read();
  reader.write('two\n');
  renameSync(reader.path, `${reader.path}.1`);
  reader.write('three\n');
  assert.deepEqual(reader.read().sort(), ['three', 'two']);
  execFileSync('gzip', [`${reader.path}.1`]);
  reader.restart();
  assert.deepEqual(reader.read(), []);
});

test('what was rotated and compressed while nobody read is read on, once, also after a kill in the middle', (t) => {
  const reader = new Reader(t);
  reader.write('one\n');
  reader.read();
  reader.write('two\n');
  renameSync(reader.path, `${reader.path}.1`);
  execFileSync('gzip', [`${reader.path}.1`]);
  reader.write('three\n');
  reader.restart();
  assert.deepEqual(reader.read().sort(), ['three', 'two']);
  reader.restart();
  assert.deepEqual(reader.read(), []);
  reader.write('four\n');
  copyFileSync(reader.path, `${reader.path}.2`);
  execFileSync('gzip', [`${reader.path}.2`]);
  truncateSync(reader.path);
  reader.restart();
  reader.restart();
  reader.write('five\n');
  assert.deepEqual(reader.read().sort(), ['five', 'four']);
});

test('what a deleted file held is read, and what comes to a new file of its number, with the same beginning', (t) => {
  const reader = new Reader(t);
  reader.write('the same\n');
  reader.read();
  reader.write('late\n');
  rmSync(reader.path);
  reader.write('the same\nnew\n');
  assert.deepEqual(reader.read().sort(), ['late', 'new', 'the same']);
});

test('a folder that goes takes nothing from the others, and is read again when it is back', (t) => {
  const reader = new Reader(t);
  reader.write('one\n');
  assert.deepEqual(reader.read(), ['one']);
  reader.write('two\n');
  rmSync(reader.folder, { recursive: true });
  assert.deepEqual(reader.read(), ['two']);
  assert.deepEqual(reader.read(), []);
  mkdirSync(reader.folder);
  reader.write('three\n');
  assert.deepEqual(reader.read(), ['three']);
});

test('a line of more than 1 MiB is cut there, and counted', (t) => {
  const reader = new Reader(t);
  const longest = 1 << 20;
  reader.write(`${'a'.repeat(longest)}\n${'b'.repeat(longest + 1)}\n${'c'.repeat(3 * longest)}\nshort\n`);
  assert.deepEqual(
    reader.read().map((line) => [line[0], line.length]),
    [
      ['a', longest],
      ['b', longest],
      ['c', longest],
      ['s', 5],
    ],
  );
  assert.deepEqual(reader.odd, { tooLong: 2 });
});

test('a run of NUL, as a crash leaves it, is passed over and counted', (t) => {
  const reader = new Reader(t);
  reader.write(`one\n${'\0'.repeat(5000)}`);
  assert.deepEqual(reader.read(), ['one']);
  reader.write('two\n');
  assert.deepEqual(reader.read(), ['two']);
  reader.write('three\n\0\0four\nfive\n');
  assert.deepEqual(reader.read(), ['three', 'four', 'five']);
  assert.deepEqual(reader.odd, { nul: 5002 });
});

test('links are followed inside of the folder, and not out of it', (t) => {
  const reader = new Reader(t);
  mkdirSync(join(reader.folder, 'real'));
  writeFileSync(join(reader.folder, 'real', 'app'), 'one\n');
  symlinkSync(join(reader.folder, 'real', 'app'), reader.path);
  for (const [name, target] of [
    ['shadow', '/etc/shadow'],
    ['above', '../../../../../../etc/shadow'],
  ] as const)
    symlinkSync(target, join(reader.folder, `${name}.log`));
  symlinkSync('/etc', join(reader.folder, 'etc'));
  assert.deepEqual(reader.read(), ['one']);
  assert.deepEqual(
    reader.refused.sort(),
    ['above', 'shadow'].map((name) => join(reader.folder, `${name}.log`)),
  );
  writeFileSync(join(reader.folder, 'real', 'next'), 'two\n');
  rmSync(reader.path);
  symlinkSync(join(reader.folder, 'real', 'next'), reader.path);
  assert.deepEqual(reader.read(), ['two']);
});

/** With a hole between its lines, as long as it has to be. */
function writeHuge(path: string): void {
  writeFileSync(path, 'first\n');
  truncateSync(path, 70 << 20);
  appendFileSync(path, '\nlast\n');
}

test('a file that was there before anybody read begins 64 MiB before its end, one that comes later at its start', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'sonde-tails-'));
  writeHuge(join(folder, 'app.log'));
  await delay(50);
  const reader = new Reader(t, folder);
  assert.deepEqual(reader.read(), ['last']);
  writeHuge(join(folder, 'other.log'));
  assert.deepEqual(reader.read(), ['first', '', 'last']);
  renameSync(reader.path, `${reader.path}.1`);
  writeHuge(reader.path);
  reader.restart();
  assert.deepEqual(reader.read(), ['first', '', 'last']);
});
