import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { batch, drain, folderFor, open } from './fixtures/spools.ts';

const diskBytes = 1 << 20;
const fill = (path: string) => assert.throws(() => writeFileSync(path, Buffer.alloc(2 * diskBytes)), { code: 'ENOSPC' });

test('a spool whose end is cut off opens on a full disk: it sends what it has, and takes more once there is room, by another id', async (t) => {
  const folder = folderFor(t);
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${diskBytes}`, 'sonde-test', folder]);
  try {
    const before = open(t, folder);
    for (const n of [1, 2, 3]) before.append(batch(n));
    const [segment = ''] = readdirSync(folder).map((name) => join(folder, name));
    truncateSync(segment, statSync(segment).size - 1);
    const filler = join(folder, 'filler');
    fill(filler);

    const again = open(t, folder);
    assert.throws(() => again.append(batch(4)), { code: 'ENOSPC' });
    assert.deepEqual(await drain(again), [1, 2]);
    rmSync(filler);
    again.append(batch(4));
    assert.notEqual(again.id, before.id);
    assert.deepEqual(await drain(again), [4]);
  } finally {
    execFileSync('umount', ['--lazy', folder]);
  }
});
