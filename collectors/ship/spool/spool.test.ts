import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { batch, drain, folderFor, never, open, position } from './fixtures/spools.ts';

test('what was appended is there after a kill, in its order, with its numbers and positions', async (t) => {
  const folder = folderFor(t);
  const first = open(t, folder);
  for (const n of [3, 1, 2]) first.append(batch(n));
  const again = open(t, folder);
  assert.equal(again.id, first.id);
  assert.deepEqual([...again.progress.positions.values()], [position(2)]);
  const frame = await again.oldest(never);
  assert.deepEqual(
    { ...frame, lines: [...frame.lines] },
    { first: 1, count: 3, day: '2026-01-02', progress: frame.progress, lines: Array(10).fill(3), spool: first.id },
  );
  assert.deepEqual(await drain(again), [3, 1, 2]);
  again.append(batch(5));
  assert.equal((await again.oldest(never)).first, 7);
});

test('what was acknowledged is not sent again after a kill, though its segment is still there', async (t) => {
  const folder = folderFor(t);
  const spool = open(t, folder);
  for (const n of [3, 1, 2]) spool.append(batch(n));
  for (const _ of [1, 2]) spool.acknowledge(await spool.oldest(never));
  const again = open(t, folder);
  assert.equal(again.undelivered, 2);
  assert.equal((await again.oldest(never)).first, 5);
  assert.deepEqual([...again.progress.positions.values()], [position(2)]);
  assert.deepEqual(await drain(again), [2]);
  assert.equal(open(t, folder).undelivered, 0);
  again.append(batch(4));
  assert.deepEqual(await drain(open(t, folder)), [4]);
});

test('what was refused is told after a kill too, once', async (t) => {
  const folder = folderFor(t);
  const spool = open(t, folder);
  for (const n of [3, 1, 2]) spool.append(batch(n));
  spool.refuse(await spool.oldest(never));
  const again = open(t, folder);
  const frame = await again.oldest(never);
  assert.deepEqual(frame.lost, { count: 3, by: 'rejected' });
  again.acknowledge(frame);
  assert.equal((await open(t, folder).oldest(never)).lost, undefined);
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

test('the first frame behind what was dropped tells so, once, also after a kill', async (t) => {
  const folder = folderFor(t);
  const options = { maxBytes: 1000, segmentBytes: 300, onLost: () => {} };
  const spool = open(t, folder, options);
  for (const n of [1, 2]) spool.append(batch(n, 100));
  spool.acknowledge(await spool.oldest(never));
  for (let n = 3; n <= 12; n += 1) spool.append(batch(n, 100));
  for (const left of [open(t, folder, options), open(t, folder, options)]) {
    const frame = await left.oldest(never);
    assert.deepEqual(frame.lost, { count: frame.first - 2, by: 'spool_full' });
    left.acknowledge(frame);
    assert.equal((await left.oldest(never)).lost, undefined);
  }
});

test('what is being delivered while it has to go is no loss once it arrived', async (t) => {
  const folder = folderFor(t);
  let lost = 0;
  const options = {
    maxBytes: 1000,
    segmentBytes: 300,
    onLost: (_: string, lines: number) => {
      lost += lines;
    },
  };
  const spool = open(t, folder, options);
  spool.append(batch(5, 100));
  const inHand = await spool.oldest(never);
  for (let n = 1; n <= 12; n += 1) spool.append(batch(n, 100));
  spool.acknowledge(inHand);
  for (const left of [spool, open(t, folder, options)]) {
    const frame = await left.oldest(never);
    assert.deepEqual(frame.lost, { count: lost, by: 'spool_full' });
    assert.equal(frame.first, 6 + lost);
  }
});

test('what is refused is told with what comes behind it', async (t) => {
  const spool = open(t, folderFor(t));
  for (const n of [3, 1]) spool.append(batch(n));
  spool.refuse(await spool.oldest(never));
  assert.deepEqual((await spool.oldest(never)).lost, { count: 3, by: 'rejected' });
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
