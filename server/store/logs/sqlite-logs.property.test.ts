import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { everything } from '#contract/find/term.ts';
import { conforms, type LogStoreLimits } from './conforms.ts';
import { at, messages, numbered, put, ruleFor, whole } from './conforms-lines.ts';
import { conformsToPatterns } from './conforms-patterns.ts';
import { conformsToQueries } from './conforms-queries.ts';
import type { LogStore } from './log-store.ts';
import { sqliteLogs } from './sqlite-logs.ts';

const fails = (error: unknown) => assert.fail(String(error));

async function open({ bytes, days = 365_000 }: LogStoreLimits): Promise<LogStore> {
  const folder = mkdtempSync(join(tmpdir(), 'sonde-log-store-'));
  const store = sqliteLogs({ folder, days, bytes, onFailure: fails });
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
conformsToPatterns('sqlite', open);

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

test('the disk never holds more than it may, whoever reads meanwhile', async (t) => {
  const bytes = 8e6;
  const { store, folder } = opened(t, bytes);
  let most = 0;
  let first = 1;
  for (let round = 0; round < 60; round += 1) {
    const next = first + 500;
    await put(
      store,
      first,
      numbered(first, next).map((line) => ({ ...line, message: `${line.message} ${'x'.repeat(400)} ${(line.seconds * 7919) % 104_729}` })),
    );
    first = next;
    assert.equal((await messages(store, `"line ${next - 1}"`)).length, 1);
    // With what the database keeps beside its files.
    most = Math.max(most, diskBytes(folder));
  }
  assert.ok(
    readdirSync(folder).every((name) => !name.startsWith('2026-01-01.000.')),
    'the oldest are gone',
  );
  assert.ok(most > bytes / 2 && most <= bytes, `${most} bytes of ${bytes}`);
});

const blockBytes = 512;

function diskBytes(folder: string): number {
  return readdirSync(folder).reduce((sum, name) => sum + (statSync(join(folder, name), { throwIfNoEntry: false })?.blocks ?? 0) * blockBytes, 0);
}

test('a template that was told once a day is known as long as lines of its pattern are kept', async (t) => {
  const { store, folder } = opened(t, 8e6);
  await put(store, 1, [{ seconds: 0, message: 'told', pattern: 'A', template: 'line <*>' }]);
  for (let first = 2; first < 12_000; first += 500) {
    await put(
      store,
      first,
      numbered(first, first + 500).map((line) => ({ ...line, pattern: 'A', message: `${line.message} ${'x'.repeat(400)}` })),
    );
  }
  assert.deepEqual(await messages(store, 'told'), []);
  assert.ok(!readdirSync(folder).includes('2026-01-01.000.db'));
  const [example] = await store.patternExamples({ rule: ruleFor(''), of: [{ pattern: 'A', us: at(11_500) }] });
  assert.deepEqual([example?.template, example?.record?.message.slice(0, 10)], ['line <*>', 'line 11500']);
});

test('of patterns that never end, a file keeps so many; the lines of others have none', async (t) => {
  const { store } = opened(t, 1e9);
  for (let first = 1; first < 52_000; first += 8000) {
    await put(
      store,
      first,
      numbered(first, first + 8000).map((line, n) => ({ ...line, pattern: `p${first + n}` })),
    );
  }
  const count = async (query: string) => {
    const { patterns } = await store.patterns({ rule: ruleFor(query), fromUs: at(0), toUs: at(1e6) });
    return [patterns.length, patterns.reduce((sum, one) => sum + one.count, 0)];
  };
  assert.deepEqual(await count('exists(pattern)'), [50_000, 50_000]);
  assert.deepEqual(await count(''), [50_001, 56_000]);
});

test('a file that is broken is moved aside, and the batch that met it can come again', async (t) => {
  const { store, folder } = opened(t, 1e9);
  writeFileSync(join(folder, '2026-01-01.000.db'), 'this is no database, and it is longer than its header would be, by far. '.repeat(20));
  await assert.rejects(put(store, 1, numbered(0, 2)), { kind: 'corrupt' });
  assert.deepEqual(await put(store, 1, numbered(0, 2)), { stored: 2, known: 0 });
  assert.ok(statSync(join(folder, '2026-01-01.000.db.corrupt')).size > 0);
  assert.equal((await messages(store, '')).length, 2);
});

test('what it keeps of a day stays within its bytes, the newest lines stay, and what is gone is still known', async (t) => {
  const { store } = opened(t, 8e6);
  let first = 1;
  for (let round = 0; round < 40; round += 1) {
    const lines = Array.from({ length: 500 }, (_, n) => ({ seconds: first + n, message: `line ${first + n} ${'x'.repeat(400)} ${(first * n) % 7919}` }));
    await put(store, first, lines);
    first += lines.length;
  }
  const { bytes, lines } = await store.state();
  assert.ok(bytes <= 8e6, `${bytes} bytes`);
  assert.ok(lines > 1000 && lines < 20_000, `${lines} lines`);
  const { records } = await store.search({ ...whole, rule: everything, order: 'newest', limit: 1 });
  assert.match(records[0]?.message ?? '', new RegExp(`^line ${first - 1} `));
  assert.deepEqual(await put(store, 1, numbered(1, 3)), { stored: 0, known: 2 });
});
