import assert from 'node:assert/strict';
import { copyFileSync, cpSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { batch, drain, folderFor, open } from './fixtures/spools.ts';
import { Spool } from './spool.ts';

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

test('checkpoints that are cut at any byte are said to be broken, and the spool goes on with what it has', async (t) => {
  const folder = folderFor(t);
  const spool = open(t, folder, { segmentBytes: 300 });
  for (const n of [1, 2, 3, 4]) spool.append(batch(n, 100));
  await drain(spool);
  const checkpoint = readFileSync(join(folder, 'checkpoint.json'));
  for (let cut = 0; cut < checkpoint.length; cut += 1) {
    const place = folderFor(t);
    for (const name of readdirSync(folder)) copyFileSync(join(folder, name), join(place, name));
    for (const name of ['checkpoint.json', 'checkpoint.copy.json']) writeFileSync(join(place, name), checkpoint.subarray(0, cut));
    const troubles: string[] = [];
    const left = new Spool({ folder: place, maxBytes: 1 << 30, onLost: assert.fail, onTrouble: (trouble) => troubles.push(trouble) });
    assert.match(troubles.join('\n'), /^(.*checkpoint.*json is broken.*twice.*\n?){2}$/);
    assert.equal(left.id, spool.id);
    left.append(batch(9));
    assert.equal((await drain(left)).at(-1), 9);
    left.close();
  }
});
