import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { conforms } from './conforms.ts';
import { messages, numbered, put } from './conforms-lines.ts';
import { conformsToQueries } from './conforms-queries.ts';
import type { LogStore } from './log-store.ts';
import { sqliteLogs } from './sqlite-logs.ts';

const fails = (error: unknown) => assert.fail(String(error));

async function open({ bytes }: { readonly bytes: number }): Promise<LogStore> {
  const folder = mkdtempSync(join(tmpdir(), 'sonde-log-store-'));
  const store = sqliteLogs({ folder, days: 7, bytes, onFailure: fails });
  return {
    ...store,
    get isBusy() {
      return store.isBusy;
    },
    [Symbol.asyncDispose]: async () => {
      await store[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true });
    },
  };
}

conforms('sqlite', open);
conformsToQueries('sqlite', open);

function opened(t: TestContext, bytes: number): { store: LogStore; folder: string } {
  const folder = mkdtempSync(join(tmpdir(), 'sonde-log-store-'));
  const store = sqliteLogs({ folder, days: 7, bytes, onFailure: fails });
  t.after(async () => {
    await store[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });
  return { store, folder };
}

test('what was stored is known after a new start', async (t) => {
  const { store, folder } = opened(t, 1e9);
  await put(store, 1, numbered(0, 5));
  await store[Symbol.asyncDispose]();
  const again = sqliteLogs({ folder, days: 7, bytes: 1e9, onFailure: fails });
  t.after(() => again[Symbol.asyncDispose]());
  assert.deepEqual(await put(again, 4, numbered(3, 6)), { stored: 1, known: 2 });
  assert.equal((await messages(again, '')).length, 6);
});

test('a day is kept in several files where it is long', async (t) => {
  const { store, folder } = opened(t, 8e6);
  for (let first = 1; first < 4000; first += 500) {
    await put(
      store,
      first,
      numbered(first, first + 500).map((line) => ({ ...line, message: `${line.message} ${'x'.repeat(400)}` })),
    );
  }
  assert.ok(readdirSync(folder).filter((name) => name.endsWith('.db')).length > 1);
  assert.equal((await messages(store, '"line 1001" or "line 3999"')).length, 2);
});

test('a file that is broken is moved aside, and the batch that met it can come again', async (t) => {
  const { store, folder } = opened(t, 1e9);
  writeFileSync(join(folder, '2026-01-01.000.db'), 'this is no database, and it is longer than its header would be, by far. '.repeat(20));
  await assert.rejects(put(store, 1, numbered(0, 2)), { kind: 'corrupt' });
  assert.deepEqual(await put(store, 1, numbered(0, 2)), { stored: 2, known: 0 });
  assert.ok(statSync(join(folder, '2026-01-01.000.db.corrupt')).size > 0);
  assert.equal((await messages(store, '')).length, 2);
});
