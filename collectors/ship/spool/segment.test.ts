import assert from 'node:assert/strict';
import { pbkdf2 } from 'node:crypto';
import { test } from 'node:test';
import { folderFor } from './fixtures/spools.ts';
import { Segment } from './segment.ts';

/** As many as there are threads for the disk: what is asked of it comes after them. */
const threads = 4;

test('a segment that goes while it is being synced is no failure', async (t) => {
  const segment = Segment.create(folderFor(t), 'a'.repeat(22), 1);
  segment.append({ first: 1, count: 1, day: '2026-01-02', progress: '', lines: Buffer.alloc(10) });
  for (let thread = 0; thread < threads; thread += 1) pbkdf2('busy', 'busy', 50_000, 64, 'sha512', () => {});
  const synced = segment.sync();
  segment.remove();
  await assert.doesNotReject(synced);
});
