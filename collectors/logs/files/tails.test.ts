import assert from 'node:assert/strict';
import { appendFileSync, copyFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Progress } from '../progress.ts';
import type { Tail } from './tail.ts';
import { Tails } from './tails.ts';

/** Reads as the process does, and remembers what the spool would. */
class Reader {
  readonly folder: string;
  readonly path: string;
  readonly lines: string[] = [];
  readonly progress = new Progress();
  readonly odd: Record<string, number> = {};
  readonly refused: string[] = [];
  tails: Tails;

  constructor(t: TestContext, folder?: string) {
    this.folder = folder ?? mkdtempSync(join(tmpdir(), 'sonde-tails-'));
    this.path = join(this.folder, 'app.log');
    this.tails = this.#open();
    t.after(() => {
      this.tails.close();
      rmSync(this.folder, { recursive: true, force: true });
    });
  }

  /** As a kill would leave it: what was read is known by its positions. */
  restart(): void {
    this.tails.close();
    this.tails = this.#open();
  }

  write(text: string): void {
    appendFileSync(this.path, text);
  }

  /** All that came since the last time. */
  read(): string[] {
    this.tails.discover();
    for (let looks = 0; looks < 3; looks += 1) for (const tail of [...this.tails.open]) while (this.tails.read(tail));
    return this.lines.splice(0);
  }

  #open(): Tails {
    const remember = (tail: Tail) => this.progress.apply({ positions: [[tail.key, tail.position]], marks: [] });
    return new Tails({
      globs: [join(this.folder, '*.log')],
      isLeftOut: () => false,
      progress: Progress.decode(this.progress.encode()),
      sink: {
        line: (tail, bytes) => {
          this.lines.push(bytes.toString());
          remember(tail);
        },
        odd: (what, count) => this.#count(what, count),
        tooLong: () => this.#count('tooLong', 1),
        end: () => {},
      },
      onRefused: (path) => this.refused.push(path),
      onTrouble: (trouble) => assert.fail(String(trouble)),
      onKnown: remember,
      onGone: (key) => this.progress.apply({ positions: [[key, null]], marks: [] }),
      onMark: (name, value) => this.progress.apply({ positions: [], marks: [[name, value]] }),
    });
  }

  #count(what: string, count: number): void {
    this.odd[what] = (this.odd[what] ?? 0) + count;
  }
}

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
  writeFileSync(`${reader.path}.1.gz`, 'compressed');
  rmSync(`${reader.path}.1`);
  reader.restart();
  assert.deepEqual(reader.read(), []);
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
  assert.deepEqual(reader.odd, { nul: 5000 });
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

test('a file that was never read begins 64 MiB before its end', (t) => {
  const reader = new Reader(t);
  const line = `${'x'.repeat(1023)}\n`;
  writeFileSync(reader.path, line.repeat(70 << 10));
  const lines = reader.read();
  assert.equal(lines.length, (64 << 10) - 1);
  assert.ok(lines.every(({ length }) => length === 1023));
});
