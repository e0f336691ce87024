import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFileSync, copyFileSync, readdirSync, readlinkSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { intercepted, tooMany } from './fixtures/failing.ts';
import { Reader } from './fixtures/reader.ts';

function closed(t: TestContext, path: string): () => void {
  return intercepted(t, 'openSync', (opened) => {
    if (opened === path) tooMany();
  });
}

const expectTroubles = ({ troubles }: Reader, said: RegExp) => assert.match(troubles.splice(0).join('\n'), said);

/** How many descriptors this process has of the files of a folder. */
function timesOpen(folder: string): number {
  const isIn = (fd: string) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).startsWith(folder);
    } catch {
      return false;
    }
  };
  return readdirSync('/proc/self/fd').filter(isIn).length;
}

for (const rotated of [false, true])
  test(`a ${rotated ? 'rotated ' : ''}file that could not be opened at a restart is read on from where it was left`, (t) => {
    const reader = new Reader(t);
    reader.write('one\ntwo\n');
    reader.read();
    reader.write('three\n');
    const path = rotated ? `${reader.path}.1` : reader.path;
    if (rotated) renameSync(reader.path, path);
    const open = closed(t, path);
    reader.restart();
    assert.deepEqual(reader.read(), []);
    reader.restart();
    open();
    assert.deepEqual(reader.read(), ['three']);
    expectTroubles(reader, /opening .*app\.log/);
    reader.restart();
    assert.deepEqual(reader.read(), []);
  });

test('a copy that cannot be opened when the file was emptied is waited for', (t) => {
  const reader = new Reader(t);
  reader.write('one\ntwo\n');
  reader.read();
  reader.write('three\n');
  copyFileSync(reader.path, `${reader.path}.1`);
  truncateSync(reader.path);
  reader.write('four\n');
  const open = closed(t, `${reader.path}.1`);
  assert.throws(() => reader.read(), /was emptied, and 1 files that may hold the rest of it cannot be looked at/);
  open();
  assert.deepEqual(reader.read().sort(), ['four', 'three']);
  expectTroubles(reader, /opening .*app\.log/);
  assert.deepEqual(reader.read(), []);
});

test('a copy that can never be opened holds its file up for a while only, and is not read from its start', (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() });
  const reader = new Reader(t);
  reader.write('one\ntwo\n');
  reader.read();
  copyFileSync(reader.path, `${reader.path}.1`);
  truncateSync(reader.path);
  reader.write('three\n');
  closed(t, `${reader.path}.1`);
  assert.throws(() => reader.read(), /cannot be looked at/);
  t.mock.timers.tick(20_000);
  assert.deepEqual(reader.read(), ['three']);
  expectTroubles(reader, /opening .*app\.log/);
});

test('a folder that cannot be looked through once keeps no copy from being read on', (t) => {
  const reader = new Reader(t);
  const [one, other] = [join(reader.folder, 'a.log'), join(reader.folder, 'b.log')];
  for (const path of [one, other]) writeFileSync(path, 'one\n');
  assert.deepEqual(reader.read(), ['one', 'one']);
  appendFileSync(one, 'two\n');
  copyFileSync(one, `${one}.1`);
  truncateSync(one);
  appendFileSync(other, 'three\n');
  let hasMoved = false;
  let hasFailed = false;
  intercepted(t, 'openSync', (path) => {
    if (path === other && !hasMoved) renameSync(other, `${other}.1`);
    hasMoved ||= path === other;
  });
  intercepted(t, 'readdirSync', () => {
    if (!hasMoved || hasFailed) return;
    hasFailed = true;
    tooMany();
  });
  reader.restart();
  assert.deepEqual(reader.read().sort(), ['three', 'two']);
  assert.ok(hasFailed);
  expectTroubles(reader, /looking into/);
});

test('emptied, filled again just as far, and not begun anew at once: it is later', (t) => {
  const reader = new Reader(t);
  reader.write('one\ntwo\n');
  reader.read();
  truncateSync(reader.path);
  reader.write('six\nten\n');
  const list = intercepted(t, 'readdirSync', tooMany);
  assert.throws(() => {
    for (const tail of reader.tails.open) reader.tails.read(tail);
  }, /looking into/);
  list();
  assert.deepEqual(reader.read(), ['six', 'ten']);
});

test('what was compressed, and is renamed while another is unpacked, is read on', (t) => {
  const reader = new Reader(t);
  const paths = ['a.log', 'b.log'].map((name) => join(reader.folder, name));
  for (const path of paths) writeFileSync(path, 'one\n');
  reader.read();
  for (const path of paths) {
    appendFileSync(path, `two of ${path}\n`);
    renameSync(path, `${path}.1`);
    execFileSync('gzip', [`${path}.1`]);
  }
  const [one = '', other = ''] = paths;
  let hasMoved = false;
  intercepted(t, 'openSync', (path) => {
    if (path !== `${one}.1.gz` || hasMoved) return;
    hasMoved = true;
    renameSync(`${other}.1.gz`, `${other}.2.gz`);
  });
  reader.restart();
  assert.deepEqual(reader.read().sort(), [`two of ${one}`, `two of ${other}`]);
  assert.ok(hasMoved);
});

test('of hundreds of files that are gone, a restart looks through their folder a few times', (t) => {
  const reader = new Reader(t);
  const rotated = Array.from({ length: 300 }, (_, n) => `${reader.path}.${300 - n}`);
  for (const path of rotated) {
    reader.write(`${path}\n`);
    reader.read();
    renameSync(reader.path, path);
  }
  reader.read();
  for (const path of rotated) rmSync(path);
  let looks = 0;
  intercepted(t, 'readdirSync', () => {
    looks += 1;
  });
  reader.restart();
  assert.ok(looks < 20, `${looks} looks`);
  assert.deepEqual(reader.read(), []);
});

test('a file that opens and cannot be read is not left open, however often it is tried', (t) => {
  const reader = new Reader(t);
  reader.write('one\n');
  assert.deepEqual(reader.read(), ['one']);
  for (const name of ['new.log', 'app.log.log', 'app.log.1']) writeFileSync(join(reader.folder, name), `the first of ${name}\n`);
  const known = timesOpen(reader.folder);
  const mend = intercepted(t, 'readSync', tooMany);
  for (let looks = 0; looks < 5; looks += 1) reader.tails.discover();
  assert.equal(timesOpen(reader.folder), known);
  mend();
  expectTroubles(reader, /EMFILE/);
  assert.deepEqual(reader.read().sort(), ['the first of app.log.1', 'the first of app.log.log', 'the first of new.log']);
});
