import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { Value } from 'typebox/value';
import { everything } from '#contract/find/term.ts';
import { Logs } from '#contract/logs.ts';
import { storeLines } from '../fixtures/log-lines.ts';
import { sqliteLogs } from '../store/logs/sqlite-logs.ts';
import { logs } from './logs.ts';

test('who does not wait any more gets what there is, with how far was looked, and the cursor goes on', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'sonde-patience-'));
  const store = sqliteLogs({ folder, days: 7, bytes: 1e9, onFailure: (error) => assert.fail(String(error)) });
  t.after(async () => {
    await store[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });
  const filler = 'x'.repeat(3000);
  const lines = 12_000;
  // Each has to look through every line whole, which takes more than a turn.
  const slow = Array.from({ length: 20 }, (_, n) => `/x+${n}(a|b)/`).join(' or ');
  for (let first = 1; first < lines; first += 4000) {
    await storeLines(
      store,
      first,
      Array.from({ length: 4000 }, (_, n) => ({ message: `${first + n} ${filler}` })),
    );
  }
  const gone = new AbortController();
  gone.abort();
  const page = Value.Parse(Logs, await logs(store).lines({ query: `${slow} or /^1 /`, from: '0' }, gone.signal));
  assert.ok(page.next !== undefined && page.stoppedAt !== undefined && page.records.length === 0);
  const found: string[] = [];
  // Nor is who does wait kept waiting for ever.
  let next: string | undefined = page.next;
  while (next !== undefined) {
    const rest: Logs = Value.Parse(Logs, await logs(store).lines({ query: `${slow} or /^1 /`, cursor: next }, new AbortController().signal));
    found.push(...rest.records.map(({ message }) => message.slice(0, 2)));
    next = rest.next;
  }
  assert.deepEqual(found, ['1 ']);
  const { counts } = await store.count({ rule: everything, by: 'level', fromUs: 0, toUs: 4e15, startUs: 0, widthUs: 4e15 });
  assert.equal(
    counts.reduce((sum, { count }) => sum + count, 0),
    lines,
  );
});
