import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { zstdDecompressSync } from 'node:zlib';
import { Progress } from '../../ship/spool/progress.ts';
import type { Batch } from '../../ship/spool/spooled.ts';
import { Tails } from '../files/tails.ts';
import { BatchBuilder } from '../lines/batch-builder.ts';
import { Patterns } from '../patterns/patterns.ts';
import { containerOf } from './container.ts';
import { ContainerLines } from './container-lines.ts';
import { readCri, readDocker } from './entry.ts';

const id = 'a1b2c3d4'.repeat(8);
const nameOf = (asked: string) => ({ name: asked === id ? 'web' : asked, namespace: '' });
const nothing = () => {};

interface Kept {
  readonly time: string;
  readonly level: string;
  readonly identity: string;
  readonly source: string;
  readonly message: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly pattern: string;
  readonly template: string;
}

/** Reads a file as the process does; what was flushed is kept, and a kill takes the rest. */
class Reader {
  readonly path: string;
  readonly #kept: Kept[] = [];
  tooLong = 0;
  badlyEncoded = 0;
  readonly #progress = new Progress();
  #builder: BatchBuilder;
  #tails: Tails;

  constructor(t: TestContext, path: string) {
    const folder = mkdtempSync(join(tmpdir(), 'sonde-containers-'));
    this.path = join(folder, path);
    mkdirSync(dirname(this.path), { recursive: true });
    [this.#builder, this.#tails] = this.#open();
    t.after(() => {
      this.#tails.close();
      rmSync(folder, { recursive: true });
    });
  }

  write(...lines: (string | Buffer)[]): void {
    for (const line of lines) appendFileSync(this.path, Buffer.concat([Buffer.from(line), Buffer.from('\n')]));
  }

  read(): void {
    this.#tails.discover();
    for (const tail of this.#tails.open) while (this.#tails.read(tail));
  }

  readRecords(): Kept[] {
    this.read();
    this.#builder.finish();
    return this.#kept.splice(0);
  }

  /** What is kept of how far was read. */
  get kept(): string {
    return this.#progress.encode();
  }

  readAndKeep(): string[] {
    return this.readRecords().map(({ message }) => message);
  }

  killed(): void {
    this.#tails.close();
    [this.#builder, this.#tails] = this.#open();
  }

  #open(): [BatchBuilder, Tails] {
    const counts = { lines: nothing, odd: () => (this.badlyEncoded += 1), lost: () => (this.tooLong += 1) };
    const builder = new BatchBuilder({ counts, patterns: new Patterns(), onBatch: (batch) => this.#keep(batch) });
    const tails = new Tails({
      globs: [this.path],
      isLeftOut: () => false,
      progress: Progress.decode(this.#progress.encode()),
      mostFiles: 1000,
      sink: new ContainerLines(builder, nameOf),
      onRefused: assert.fail,
      onTrouble: (trouble) => assert.fail(String(trouble)),
      onKnown: (tail) => builder.known(tail),
      onGone: (key) => builder.gone(key),
      onMark: (name, value) => builder.mark(name, value),
    });
    return [builder, tails];
  }

  #keep({ lines, progress }: Batch): void {
    this.#progress.apply(progress);
    const text = zstdDecompressSync(lines).toString();
    this.#kept.push(...text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)])));
  }
}

const podFile = 'pods/shop_api-7d9f-x2kqp_5b1f0c9e/app/0.log';
const cri = (rest: string, second = 1) => `2026-01-31T13:00:0${second}.123456789+01:00 ${rest}`;

test('whose lines a file holds stands in its path', () => {
  const pod = containerOf(`/var/log/${podFile}`, nameOf);
  assert.equal(pod?.identity, 'container:shop/api-7d9f-x2kqp/app');
  assert.deepEqual(pod?.attributes, {
    'k8s.namespace.name': 'shop',
    'k8s.pod.name': 'api-7d9f-x2kqp',
    'k8s.pod.uid': '5b1f0c9e',
    'k8s.container.name': 'app',
  });
  const docker = containerOf(`/var/lib/docker/containers/${id}/${id}-json.log`, nameOf);
  assert.deepEqual([docker?.identity, docker?.attributes], ['container:web', { 'container.id': id }]);
  for (const path of ['/var/log/app.log', '/var/log/pods/shop_api/app/0.log', `/x/containers/${id}/other-json.log`])
    assert.equal(containerOf(path, nameOf), undefined, path);
});

test('what is no entry of a runtime is none', () => {
  for (const line of ['', 'text', '2026-01-31T13:00:00Z stdout', 'soon stdout F x', '2026-01-31T13:00:00Z other F x'])
    assert.equal(readCri(line), undefined, line);
  for (const line of ['', '{', '[]', 'null', '{"log":1,"stream":"stdout","time":"x"}']) assert.equal(readDocker(line), undefined, line);
});

test('a line of a pod has the time of the runtime in UTC, its identity, and the level that it says', (t) => {
  const reader = new Reader(t, podFile);
  reader.write(cri('stderr F level=warn msg="retry 1 of 3"'), 'not of the runtime');
  const [line, other] = reader.readRecords().map(({ pattern, template, ...said }) => said);
  assert.deepEqual(line, {
    time: '2026-01-31T12:00:01.123456789Z',
    level: 'warn',
    identity: 'container:shop/api-7d9f-x2kqp/app',
    source: reader.path,
    message: 'level=warn msg="retry 1 of 3"',
    attributes: {
      'k8s.namespace.name': 'shop',
      'k8s.pod.name': 'api-7d9f-x2kqp',
      'k8s.pod.uid': '5b1f0c9e',
      'k8s.container.name': 'app',
      'log.iostream': 'stderr',
    },
  });
  assert.equal(other?.message, 'not of the runtime');
  reader.write(cri('stderr F level=warn msg="retry 2 of 3"'));
  reader.read();
  reader.killed();
  assert.deepEqual(reader.readAndKeep(), ['level=warn msg="retry 2 of 3"']);
});

for (const [what, between] of [
  ['', nothing],
  [', also by who goes on after a kill', (reader: Reader) => reader.killed()],
] as const) {
  test(`what a runtime has cut is one line again, of each stream by itself${what}`, (t) => {
    const reader = new Reader(t, podFile);
    const messages: string[] = [];
    const parts = ['stdout P one, ', 'stderr P bad: ', 'stdout F two', 'stdout F three', 'stderr P very ', 'stderr F bad'];
    for (const part of parts) {
      reader.write(cri(part));
      messages.push(...reader.readAndKeep());
      between(reader);
    }
    assert.deepEqual(messages, ['one, two', 'three', 'bad: very bad']);
  });
}

test('a line that was cut inside of a sign has that sign, and what a terminal adds to its end is left out', (t) => {
  const reader = new Reader(t, podFile);
  const price = Buffer.from('zwölf €');
  const piece = (tag: string, bytes: Buffer) => Buffer.concat([Buffer.from(cri(`stdout ${tag} `)), bytes]);
  for (let cut = 0; cut <= price.length; cut += 1) reader.write(piece('P', price.subarray(0, cut)), piece('F', price.subarray(cut)));
  reader.write(piece('F', price), cri('stdout F of a terminal\r'));
  assert.deepEqual(reader.readAndKeep(), [...Array.from({ length: price.length + 2 }, () => 'zwölf €'), 'of a terminal']);
  assert.equal(reader.badlyEncoded, 0);
  reader.write(piece('F', price.subarray(0, -1)), piece('P', price.subarray(0, -1)), piece('F', Buffer.from('!')));
  assert.deepEqual(reader.readAndKeep(), ['zwölf \ufffd', 'zwölf \ufffd!']);
  assert.equal(reader.badlyEncoded, 2);
});

test('of a line that is not whole only its place is kept, and what was handed on beside it is not so again', (t) => {
  const reader = new Reader(t, podFile);
  reader.write(cri('stdout F before'), cri('stdout P password='), cri('stderr F beside'), 'not of the runtime', cri('stdout P hunter2-'), cri('stderr P late'));
  assert.deepEqual(reader.readAndKeep(), ['before', 'beside', 'not of the runtime']);
  assert.doesNotMatch(reader.kept, /hunter2|password|late/);
  for (let kills = 0; kills < 2; kills += 1) {
    reader.killed();
    assert.deepEqual(reader.readAndKeep(), []);
  }
  reader.killed();
  reader.write(cri('stderr F r'), cri('stdout F end'));
  const said = reader.readAndKeep();
  assert.deepEqual([said[0], said.length], ['later', 2]);
  assert.match(said[1] ?? '', /^password=(?!hunter2)/);
  reader.killed();
  assert.deepEqual(reader.readAndKeep(), []);
});

test('a line that Docker has cut is whole again, with the time of its beginning', (t) => {
  const reader = new Reader(t, `containers/${id}/${id}-json.log`);
  const entry = (log: string, second: number) => JSON.stringify({ log, stream: 'stdout', time: `2026-01-31T12:00:0${second}.5Z` });
  reader.write(entry('begun, ', 1), entry('and done\n', 2), entry('\n', 3));
  reader.write(entry('ERROR: "quoted"\n', 4));
  assert.deepEqual(
    reader.readRecords().map(({ time, level, message }) => [time, level, message]),
    [
      ['2026-01-31T12:00:01.5Z', 'unknown', 'begun, and done'],
      ['2026-01-31T12:00:03.5Z', 'unknown', ''],
      ['2026-01-31T12:00:04.5Z', 'error', 'ERROR: "quoted"'],
    ],
  );
});

test('a line that is put together is cut at 1 MiB, and counted once', (t) => {
  const reader = new Reader(t, podFile);
  const part = 'x'.repeat(500_000);
  for (const tag of ['P', 'P', 'P', 'P', 'F']) reader.write(cri(`stdout ${tag} ${part}`));
  reader.write(cri('stdout F next'));
  assert.deepEqual(
    reader.readAndKeep().map(({ length }) => length),
    [1 << 20, 4],
  );
  assert.equal(reader.tooLong, 1);
});

test('the file that kubelet has renamed is read to its end', (t) => {
  const reader = new Reader(t, podFile);
  reader.write(cri('stdout F one'));
  assert.deepEqual(reader.readAndKeep(), ['one']);
  reader.write(cri('stdout F two'));
  renameSync(reader.path, `${reader.path}.20260131-130002`);
  reader.write(cri('stdout F three'));
  assert.deepEqual(reader.readAndKeep().sort(), ['three', 'two']);
});
