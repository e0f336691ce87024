import assert from 'node:assert/strict';
import { appendFileSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { zstdDecompressSync } from 'node:zlib';
import fc from 'fast-check';
import { ContainerLines } from '../containers/container-lines.ts';
import type { LogCounts } from '../counts.ts';
import { Tails } from '../files/tails.ts';
import { Patterns } from '../patterns/patterns.ts';
import { Progress } from '../progress.ts';
import { BatchBuilder } from './batch-builder.ts';

interface Stored {
  readonly message: string;
  readonly level: string;
  readonly attributes?: Record<string, unknown>;
  readonly pattern: string;
  readonly template?: string;
}

/** Reads a file as the process does. What is stored, and how far the file was read with it, survives a kill; nothing else does. */
class Process {
  readonly path: string;
  readonly stored: Stored[] = [];
  readonly counted: Record<string, number> = {};
  isRefusing = false;
  readonly #progress = new Progress();
  #builder: BatchBuilder;
  #tails: Tails;

  constructor(path: string) {
    this.path = path;
    this.#builder = this.#newBuilder();
    this.#tails = this.#open();
  }

  kill(): void {
    this.#tails.close();
    this.#builder = this.#newBuilder();
    this.#tails = this.#open();
  }

  write(text: string): void {
    appendFileSync(this.path, text);
  }

  read(): void {
    this.#tails.discover();
    for (let looks = 0; looks < 3; looks += 1) for (const tail of [...this.#tails.open]) while (this.#tails.read(tail));
  }

  flush(): void {
    this.#builder.flush();
  }

  finish(): void {
    this.#builder.finish();
  }

  close(): void {
    this.#tails.close();
  }

  #newBuilder(): BatchBuilder {
    const count = (name: string, by: number) => {
      this.counted[name] = (this.counted[name] ?? 0) + by;
    };
    const counts: LogCounts = { lines: (level, lines) => count(level, lines), lost: count, odd: count };
    return new BatchBuilder({
      counts,
      patterns: new Patterns(),
      onBatch: ({ lines, progress, count: length }) => {
        if (this.isRefusing) throw new Error('the disk is full');
        const records = length === 0 ? [] : zstdDecompressSync(lines).toString().trimEnd().split('\n');
        this.stored.push(...records.map((record): Stored => JSON.parse(record)));
        this.#progress.apply(progress);
      },
    });
  }

  #open(): Tails {
    const builder = this.#builder;
    const tails = new Tails({
      globs: [join(this.path, '..', '*.log')],
      isLeftOut: () => false,
      progress: Progress.decode(this.#progress.encode()),
      mostFiles: 1000,
      sink: new ContainerLines(builder, (name) => ({ name, namespace: '' })),
      onKnown: (tail) => builder.known(tail),
      onGone: (key) => builder.gone(key),
      onMark: (name, value) => builder.mark(name, value),
      onRefused: assert.fail,
      onTrouble: (trouble) => assert.fail(String(trouble)),
    });
    builder.flush();
    return tails;
  }
}

function processFor(t: TestContext, file = 'app.log'): Process {
  const folder = mkdtempSync(join(tmpdir(), 'sonde-builder-'));
  const path = join(folder, file);
  mkdirSync(dirname(path), { recursive: true });
  const process = new Process(path);
  t.after(() => {
    process.close();
    rmSync(folder, { recursive: true });
  });
  return process;
}

test('a stack is one record, with what its first line says', (t) => {
  const process = processFor(t);
  process.write('2026-06-12T07:01:02Z ERROR no stock password=hunter2\njava.lang.Error: x\n\tat A.main(A.java:1)\n{"level":"info","sku":7}\n');
  process.read();
  process.finish();
  assert.deepEqual(
    process.stored.map(({ message, level, attributes }) => ({ message, level, attributes })),
    [
      { level: 'error', attributes: undefined, message: '2026-06-12T07:01:02Z ERROR no stock password=<redacted>\njava.lang.Error: x\n\tat A.main(A.java:1)' },
      { level: 'info', attributes: { sku: 7 }, message: '{"level":"info","sku":7}' },
    ],
  );
  assert.deepEqual(process.counted, { error: 3, info: 1 });
});

test('a record has its pattern, and the first of a pattern what that is', (t) => {
  const process = processFor(t);
  process.write('order 1 placed by bob ok\norder 2 placed by bob ok\norder 3 placed by eve ok\norder 4 placed by eve ok\n');
  process.read();
  process.finish();
  assert.deepEqual(
    process.stored.map(({ template }) => template),
    ['order <*> placed by bob ok', undefined, 'order <*> placed by <*> ok', undefined],
  );
  assert.equal(new Set(process.stored.map(({ pattern }) => pattern)).size, 1);
});

test('what is not taken stays, and is handed on later, once', (t) => {
  const process = processFor(t);
  process.write('one\n  more\ntwo\nthree\n');
  process.read();
  process.isRefusing = true;
  assert.throws(() => process.finish(), /cannot be kept/);
  process.isRefusing = false;
  process.finish();
  assert.deepEqual(
    process.stored.map(({ message }) => message),
    ['one\n  more', 'two', 'three'],
  );
});

const rotate = {
  rename: (path: string, to: string) => renameSync(path, to),
  copy(path: string, to: string) {
    copyFileSync(path, to);
    truncateSync(path);
  },
};

const steps = ['read', 'flush', 'kill', 'rename', 'copy'] as const;
/** Lines to be written, indented or not, or what happens between two of them. */
const step = fc.oneof(fc.array(fc.boolean(), { minLength: 1, maxLength: 6 }), fc.constantFrom(...steps));
type Step = readonly boolean[] | (typeof steps)[number];

/** How a line stands in a file. */
type Form = (line: string, number: number) => string;

/** Of two streams, and each third line cut in two. */
const ofContainer: Form = (line, number) => {
  const start = `2026-06-12T07:01:02.345678912Z ${number % 5 === 0 ? 'stderr' : 'stdout'}`;
  return number % 3 === 0 ? `${start} P ${line.slice(0, 4)}\n${start} F ${line.slice(4)}` : `${start} F ${line}`;
};

/** Does all of it; answers what was written. */
function go(process: Process, through: readonly Step[], form: Form): string[] {
  const written: string[] = [];
  for (const [at, one] of through.entries()) {
    if (typeof one !== 'string') {
      const lines = one.map((isIndented, number) => `${isIndented ? '  ' : ''}line ${at}.${number}`);
      process.write(`${lines.map((line, number) => form(line, written.length + number)).join('\n')}\n`);
      written.push(...lines);
    } else if (one === 'rename' || one === 'copy') rotateOnce(process, one, at);
    else process[one]();
  }
  return written;
}

/** Known before it, and seen after it: what lies between two looks is told of beside the tails. */
function rotateOnce(process: Process, how: 'rename' | 'copy', number: number): void {
  process.read();
  process.flush();
  if (existsSync(process.path)) rotate[how](process.path, `${process.path}.${number}`);
  process.read();
}

for (const [whose, file, form] of [
  ['a program', 'app.log', (line: string) => line],
  ['a container', 'pods/shop_api_1/app/0.log', ofContainer],
] as const) {
  test(`whenever it is killed, and however the file of ${whose} is rotated, each line is stored once`, (t) => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (through) => {
        const process = processFor(t, file);
        const written = go(process, through, form);
        process.read();
        process.finish();
        const stored = process.stored.flatMap(({ message }) => message.split('\n'));
        assert.deepEqual(stored.sort(), written.sort());
      }),
      { numRuns: 200 },
    );
  });
}
