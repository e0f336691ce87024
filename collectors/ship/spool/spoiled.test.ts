import assert from 'node:assert/strict';
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { batch, drain, folderFor, never, open, position } from './fixtures/spools.ts';
import { Spool } from './spool.ts';

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

/** Turns a byte of the n-th frame of the only segment into another. */
function spoil(folder: string, ends: readonly number[], n: number): void {
  const [name = ''] = readdirSync(folder);
  const bytes = readFileSync(join(folder, name));
  const at = (ends[n] ?? 0) - 3;
  writeFileSync(join(folder, name), bytes.with(at, bytes.readUInt8(at) ^ 0xff));
}

test('a frame that is spoiled among others is lost and counted, those behind it go on, and no number is given twice', async (t) => {
  const folder = folderFor(t);
  const spool = open(t, folder);
  const ends = [3, 4, 5, 6].map((n) => {
    spool.append(batch(n, 5000));
    return spool.bytes;
  });
  spoil(folder, ends, 1);
  const lost: number[] = [];
  const onLost = (reason: string, lines: number) => lost.push(reason === 'spool_corrupt' ? lines : Number.NaN);
  const again = open(t, folder, { onLost });
  assert.deepEqual(lost, [4]);
  assert.deepEqual([...again.progress.positions.values()], [position(6)]);
  again.append(batch(2));
  const firsts: number[] = [];
  while (again.undelivered > 0) {
    const frame = await again.oldest(never);
    assert.equal(frame.spool, spool.id);
    firsts.push(frame.first);
    again.acknowledge(frame);
  }
  assert.deepEqual(firsts, [1, 8, 13, 19]);
  assert.deepEqual(lost, [4], 'once');
});

test('what is spoiled at the end may have been sent: what comes then has numbers of another spool', async (t) => {
  for (const frames of [1, 3]) {
    const folder = folderFor(t);
    const spool = open(t, folder);
    const ends = Array.from({ length: frames }, () => {
      spool.append(batch(2));
      return spool.bytes;
    });
    spoil(folder, ends, frames - 1);
    const again = open(t, folder);
    again.append(batch(7));
    assert.notEqual(again.id, spool.id);
    // Once more, as after a kill.
    const later = open(t, folder);
    const sent: (readonly [string, number, number])[] = [];
    while (later.undelivered > 0) {
      const frame = await later.oldest(never);
      sent.push([frame.spool, frame.first, frame.count]);
      later.acknowledge(frame);
    }
    const before = Array.from({ length: frames - 1 }, (_, n) => [spool.id, 1 + 2 * n, 2] as const);
    assert.deepEqual(sent, [...before, [again.id, 2 * frames - 1, 7]]);
  }
});

test('a segment whose head is spoiled keeps its frames', async (t) => {
  const folder = folderFor(t);
  const spool = open(t, folder, { segmentBytes: 300 });
  for (const n of [1, 2, 3]) spool.append(batch(n, 100));
  await drain(spool);
  spool.append(batch(4, 10));
  const name = readdirSync(folder).find((one) => one.endsWith('.seg')) ?? '';
  writeFileSync(join(folder, name), readFileSync(join(folder, name)).with(1, 0));
  const again = open(t, folder);
  assert.equal(again.id, spool.id);
  assert.equal((await drain(again)).at(-1), 4);
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

const checkpoints = ['checkpoint.json', 'checkpoint.copy.json'];

test('where one of the two checkpoints is broken, nothing is read twice', async (t) => {
  const folder = folderFor(t);
  const spool = open(t, folder, { segmentBytes: 300 });
  const reads = (key: string, n: number) => spool.append({ ...batch(n, 300), progress: { positions: [[key, position(n)]], marks: [] } });
  for (const n of [1, 2, 3]) reads(`1:${n}`, n);
  await drain(spool);
  for (const broken of checkpoints) {
    const place = folderFor(t);
    for (const name of readdirSync(folder)) copyFileSync(join(folder, name), join(place, name));
    writeFileSync(join(place, broken), 'no checkpoint');
    const left = open(t, place);
    assert.deepEqual([...left.progress.positions.values()], [1, 2, 3].map(position));
  }
});

test('a mark of what was delivered that is spoiled at any byte, or is of another spool, is none: all is sent again', async (t) => {
  const folder = folderFor(t);
  const spool = open(t, folder);
  for (const n of [1, 2]) spool.append(batch(n));
  spool.acknowledge(await spool.oldest(never));
  const path = join(folder, 'delivered');
  const whole = readFileSync(path);
  const written = whole.toString().trimEnd().length;
  for (let at = 0; at < written; at += 1) {
    writeFileSync(path, whole.with(at, whole.readUInt8(at) ^ 1));
    const left = open(t, folder);
    assert.equal((await left.oldest(never)).first, 1, `byte ${at}`);
  }
  writeFileSync(path, whole);
  assert.equal((await open(t, folder).oldest(never)).first, 2);
  const other = folderFor(t);
  open(t, other).append(batch(3));
  copyFileSync(path, join(other, 'delivered'));
  assert.equal((await open(t, other).oldest(never)).first, 1);
});
