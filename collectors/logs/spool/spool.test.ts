import assert from 'node:assert/strict';
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import type { Position } from '../progress.ts';
import { Spool, type SpoolOptions } from './spool.ts';

function folderFor(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'sonde-spool-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

function open(t: TestContext, folder: string, options: Partial<SpoolOptions> = {}): Spool {
  const spool = new Spool({ folder, maxBytes: 1 << 30, onLost: () => assert.fail('nothing may be lost'), onTrouble: assert.fail, ...options });
  t.after(() => spool.close());
  return spool;
}

const position = (offset: number): Position => ({
  path: '/var/log/app.log',
  device: 1,
  inode: 2,
  headBytes: 0,
  headSum: 0,
  offset,
  skipping: false,
  rotated: false,
  held: [],
});

/** The n-th batch: n lines, read up to the offset n. */
const batch = (n: number, bytes = 10) => ({
  count: n,
  day: '2026-01-02',
  lines: Buffer.alloc(bytes, n),
  progress: { positions: [['1:2', position(n)]] as const, marks: [] },
});

const never = new AbortController().signal;

async function drain(spool: Spool): Promise<number[]> {
  const counts: number[] = [];
  while (spool.undelivered > 0) {
    const frame = await spool.oldest(never);
    counts.push(frame.count);
    spool.acknowledge(frame);
  }
  return counts;
}

test('what was appended is there after a kill, in its order, with its numbers and positions', async (t) => {
  const folder = folderFor(t);
  const first = open(t, folder);
  for (const n of [3, 1, 2]) first.append(batch(n));
  const again = open(t, folder);
  assert.equal(again.id, first.id);
  assert.deepEqual([...again.progress.positions.values()], [position(2)]);
  const frame = await again.oldest(never);
  assert.deepEqual({ ...frame, lines: [...frame.lines] }, { first: 1, count: 3, day: '2026-01-02', progress: frame.progress, lines: Array(10).fill(3) });
  assert.deepEqual(await drain(again), [3, 1, 2]);
  again.append(batch(5));
  assert.equal((await again.oldest(never)).first, 7);
});

test('a segment that is cut at any byte keeps its whole frames, and their positions, and goes on', async (t) => {
  const folder = folderFor(t);
  const spool = open(t, folder);
  const ends = [1, 2, 3].map((n) => {
    spool.append(batch(n));
    return spool.bytes;
  });
  const [name = ''] = readdirSync(folder);
  const whole = ends[2] ?? 0;
  for (let cut = 0; cut <= whole; cut += 1) {
    const place = join(folderFor(t), 'spool');
    cpSync(folder, place, { recursive: true });
    truncateSync(join(place, name), cut);
    const left = new Spool({ folder: place, maxBytes: 1 << 30, onLost: assert.fail, onTrouble: assert.fail });
    const kept = ends.filter((end) => end <= cut).length;
    assert.deepEqual(
      [...left.progress.positions.values()].map(({ offset }) => offset),
      kept === 0 ? [] : [kept],
    );
    left.append(batch(7));
    assert.deepEqual(await drain(left), [...[1, 2, 3].slice(0, kept), 7], `cut at ${cut}`);
    left.close();
  }
});

test('any byte that changes is noticed: the frame and what comes after it does not count', (t) => {
  const folder = folderFor(t);
  const spool = open(t, folder);
  spool.append(batch(1));
  const firstEnd = spool.bytes;
  spool.append(batch(2));
  const [name = ''] = readdirSync(folder);
  const bytes = readFileSync(join(folder, name));
  for (let at = firstEnd; at < bytes.length; at += 1) {
    const place = folderFor(t);
    const broken = Buffer.from(bytes);
    broken.writeUInt8((broken.readUInt8(at) + 1) % 256, at);
    writeFileSync(join(place, name), broken);
    const left = new Spool({ folder: place, maxBytes: 1 << 30, onLost: assert.fail, onTrouble: assert.fail });
    assert.equal(left.progress.positions.get('1:2')?.offset, 1, `byte ${at}`);
    left.close();
  }
});

test('acknowledged segments go, their positions stay, and numbers are never given twice', async (t) => {
  const folder = folderFor(t);
  const spool = open(t, folder, { segmentBytes: 300 });
  for (const n of [1, 2, 3, 4]) spool.append(batch(n, 100));
  await drain(spool);
  assert.equal(readdirSync(folder).filter((name) => name.endsWith('.seg')).length, 1);
  const again = open(t, folder, { segmentBytes: 300 });
  assert.equal(again.progress.positions.get('1:2')?.offset, 4);
  again.append(batch(1));
  assert.deepEqual((await drain(again)).at(-1), 1);
});

test('what the disk spoils meanwhile is counted, and what comes after it is sent', async (t) => {
  const folder = folderFor(t);
  let lost = 0;
  const spool = open(t, folder, {
    segmentBytes: 300,
    onLost: (reason, lines) => {
      assert.equal(reason, 'spool_corrupt');
      lost += lines;
    },
  });
  const spoil = (name: string) => {
    const bytes = readFileSync(join(folder, name));
    writeFileSync(join(folder, name), bytes.with(-1, bytes.at(-1) === 0 ? 1 : 0));
  };
  spool.append(batch(3, 300));
  spool.append(batch(1, 300));
  const segments = () =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.seg'))
      .sort();
  spoil(segments().at(0) ?? '');
  assert.deepEqual(await drain(spool), [1]);
  assert.equal(lost, 3);
  spool.append(batch(2, 300));
  spoil(segments().at(-1) ?? '');
  spool.append(batch(5, 300));
  assert.deepEqual(await drain(spool), [5]);
  assert.equal(lost, 5);
});

test('a removed segment that comes back takes no position back, and goes again', async (t) => {
  const folder = folderFor(t);
  const spool = open(t, folder, { segmentBytes: 300 });
  const reads = (key: string, n: number) => spool.append({ ...batch(n, 300), progress: { positions: [[key, position(n)]], marks: [] } });
  reads('1:2', 1);
  const [name = ''] = readdirSync(folder);
  const bytes = readFileSync(join(folder, name));
  reads('1:2', 2);
  reads('1:3', 3);
  await drain(spool);
  assert.ok(!readdirSync(folder).includes(name));
  writeFileSync(join(folder, name), bytes);
  const again = open(t, folder);
  assert.deepEqual([...again.progress.positions.values()], [position(2), position(3)]);
  assert.ok(!readdirSync(folder).includes(name));
});

test('a checkpoint that is cut at any byte is said to be broken, and the spool goes on with what it has', async (t) => {
  const folder = folderFor(t);
  const spool = open(t, folder, { segmentBytes: 300 });
  for (const n of [1, 2, 3, 4]) spool.append(batch(n, 100));
  await drain(spool);
  const checkpoint = readFileSync(join(folder, 'checkpoint.json'));
  for (let cut = 0; cut < checkpoint.length; cut += 1) {
    const place = folderFor(t);
    for (const name of readdirSync(folder)) copyFileSync(join(folder, name), join(place, name));
    writeFileSync(join(place, 'checkpoint.json'), checkpoint.subarray(0, cut));
    const troubles: string[] = [];
    const left = new Spool({ folder: place, maxBytes: 1 << 30, onLost: assert.fail, onTrouble: (trouble) => troubles.push(trouble) });
    assert.equal(troubles.length, 1);
    assert.equal(left.id, spool.id);
    left.append(batch(9));
    assert.equal((await drain(left)).at(-1), 9);
    left.close();
  }
});

test('beyond its bytes the oldest lines go, and are counted; those that were acknowledged are no loss', async (t) => {
  const lost: number[] = [];
  const spool = open(t, folderFor(t), {
    maxBytes: 1000,
    segmentBytes: 300,
    onLost: (reason, lines) => lost.push(reason === 'spool_full' ? lines : Number.NaN),
  });
  spool.append(batch(1, 100));
  spool.acknowledge(await spool.oldest(never));
  for (let n = 2; n <= 12; n += 1) spool.append(batch(n, 100));
  assert.ok(spool.bytes <= 1000);
  const left = await drain(spool);
  assert.equal(lost.reduce((sum, lines) => sum + lines, 0) + left.reduce((sum, lines) => sum + lines, 0), 77);
  assert.equal(left.at(-1), 12);
});

test('where no checkpoint can be written nothing is removed, nothing fails, and it is made up for later', async (t) => {
  const folder = folderFor(t);
  const troubles: string[] = [];
  const spool = open(t, folder, { segmentBytes: 300, onTrouble: (trouble) => troubles.push(trouble) });
  mkdirSync(join(folder, 'checkpoint.json.new'));
  for (const n of [1, 2, 3, 4]) spool.append(batch(n, 100));
  assert.deepEqual(await drain(spool), [1, 2, 3, 4]);
  assert.match(troubles[0] ?? '', /what is delivered cannot be removed/);
  rmSync(join(folder, 'checkpoint.json.new'), { recursive: true });
  for (const n of [5, 6]) spool.append(batch(n, 100));
  assert.deepEqual(await drain(spool), [5, 6]);
  assert.equal(readdirSync(folder).filter((name) => name.endsWith('.seg')).length, 1);
  assert.equal(open(t, folder).progress.positions.get('1:2')?.offset, 6);
});

test('who waits for a frame gets the one that comes', async (t) => {
  const spool = open(t, folderFor(t));
  const waiting = spool.oldest(never);
  spool.append(batch(4));
  assert.equal((await waiting).count, 4);
});

test('how far was read without lines is kept as well, and nobody is sent it', async (t) => {
  const folder = folderFor(t);
  const spool = open(t, folder, { segmentBytes: 300 });
  const mark = (value: string) => ({ count: 0, day: '2026-01-02', lines: Buffer.alloc(0), progress: { positions: [], marks: [['looked', value]] } as const });
  spool.append(mark('1'));
  for (const n of [1, 2, 3, 4]) {
    spool.append(batch(n, 100));
    spool.append(mark(String(n)));
  }
  assert.deepEqual(await drain(spool), [1, 2, 3, 4]);
  const again = open(t, folder, { segmentBytes: 300 });
  assert.equal(again.progress.marks.get('looked'), '4');
  again.append(batch(5));
  assert.equal((await drain(again)).at(-1), 5);
});

test('a segment in which no line is yet is kept', (t) => {
  const folder = folderFor(t);
  open(t, folder).append({ count: 0, day: '2026-01-02', lines: Buffer.alloc(0), progress: { positions: [], marks: [['looked', '7']] } });
  assert.equal(open(t, folder).progress.marks.get('looked'), '7');
});
