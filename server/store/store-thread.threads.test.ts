import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import type { StoreOperations } from './sqlite-operations.ts';
import { storeThread } from './store-thread.ts';

test('a thread that has a call to answer does not rest, however long that takes', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'sonde-store-thread-'));
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const thread = storeThread<StoreOperations>({
    file: './sqlite-thread.ts',
    role: 'writer',
    data: { path: join(folder, 'x.db'), role: 'writer', maxBytes: 1e8 },
  });
  t.after(async () => {
    await thread.close();
    rmSync(folder, { recursive: true });
  });
  const answer = thread.call('state', undefined);
  t.mock.timers.tick(600_000);
  assert.equal(thread.waiting, 1);
  assert.equal((await answer).records, 0);
});
