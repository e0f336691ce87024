import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findConforms } from './find-conforms.ts';
import { recordAt, startMs, window } from './record-at.ts';
import type { Store } from './store.ts';

function keepConforms(name: string, open: () => Promise<Store>): void {
  test(`${name}: what was appended comes back whole, newest first`, async () => {
    await using store = await open();
    const records = [recordAt(1), recordAt(3), recordAt(2)];
    assert.deepEqual(await store.append(records), { stored: 3, known: 0 });
    assert.deepEqual(await store.query(window(0, 10)), [recordAt(3), recordAt(2), recordAt(1)]);
  });

  test(`${name}: a record that arrives twice is stored once`, async () => {
    await using store = await open();
    assert.deepEqual(await store.append([recordAt(1), recordAt(2), recordAt(1)]), { stored: 2, known: 1 });
    assert.deepEqual(await store.append([recordAt(2), recordAt(3)]), { stored: 1, known: 1 });
    assert.equal((await store.query(window(0, 10))).length, 3);
    assert.equal((await store.state()).records, 3);
  });

  test(`${name}: a range includes its start and excludes its end`, async () => {
    await using store = await open();
    await store.append([recordAt(1), recordAt(2), recordAt(3)]);
    assert.deepEqual(await store.query(window(1, 3)), [recordAt(2), recordAt(1)]);
  });

  test(`${name}: a limit keeps the newest`, async () => {
    await using store = await open();
    await store.append([recordAt(1), recordAt(2), recordAt(3)]);
    assert.deepEqual(await store.query(window(0, 10, 2)), [recordAt(3), recordAt(2)]);
  });

  test(`${name}: records can be asked for by whom they are about`, async () => {
    await using store = await open();
    await store.append([recordAt(1, 'process:a'), recordAt(2, 'process:b'), recordAt(3, 'process:c')]);
    const found = await store.query({ ...window(0, 10), identities: ['process:a', 'process:c', 'process:unheard-of'] });
    assert.deepEqual(found, [recordAt(3, 'process:c'), recordAt(1, 'process:a')]);
    assert.deepEqual(await store.query({ ...window(0, 10), identities: [] }), []);
  });

  test(`${name}: the same event again within a minute counts in one row, each record once`, async () => {
    await using store = await open();
    const again = (seconds: number, count = 1) => ({ ...recordAt(seconds), fingerprint: 'same', count });
    assert.deepEqual(await store.append([again(1), again(20, 5), again(20, 5), recordAt(30)]), { stored: 3, known: 1 });
    assert.deepEqual(await store.append([again(60), again(20, 5), again(61)]), { stored: 2, known: 1 });
    assert.deepEqual(await store.query(window(0, 100)), [again(61), recordAt(30), { ...again(1, 7), lastTime: again(60).time }]);
    assert.equal((await store.state()).records, 3);
  });
}

function retentionConforms(name: string, open: () => Promise<Store>): void {
  test(`${name}: an event that is removed leaves nothing of its repetitions`, async () => {
    await using store = await open();
    const again = (seconds: number) => ({ ...recordAt(seconds), fingerprint: 'same' });
    await store.append([again(1), again(2)]);
    await store.prune({ beforeMs: startMs + 3000, maxBytes: 1e9 });
    assert.deepEqual(await store.append([again(2)]), { stored: 1, known: 0 });
  });

  test(`${name}: retention removes what is older than its days`, async () => {
    await using store = await open();
    await store.append([recordAt(1), recordAt(2), recordAt(3)]);
    assert.deepEqual(await store.prune({ beforeMs: startMs + 3000, maxBytes: 1e9 }), { removed: 2 });
    assert.deepEqual(await store.query(window(0, 10)), [recordAt(3)]);
    assert.equal((await store.state()).oldestMs, startMs + 3000);
  });

  test(`${name}: retention removes the oldest until the rest fits its bytes`, async () => {
    await using store = await open();
    const long = 'x'.repeat(4000);
    const records = Array.from({ length: 500 }, (_, second) => recordAt(second, 'process:curl', long));
    await store.append(records);
    await store.prune({ beforeMs: 0, maxBytes: 1_000_000 });
    const { records: left, bytes } = await store.state();
    assert.ok(bytes <= 1_000_000, `${bytes} bytes are left`);
    assert.ok(left > 100 && left < 250, `${left} records are left`);
    const kept = await store.query(window(0, 1000, 1000));
    assert.deepEqual(kept, records.slice(-left).reverse());
  });

  test(`${name}: slots are saved, replaced and dropped by id`, async () => {
    await using store = await open();
    const slot = (id: string, column: number) => ({ id, column, halfRow: -3, linked: column % 2 === 0, seenAtMs: startMs, group: `in-${id}` });
    await store.saveSlots([slot('a', 1), slot('b', 2)]);
    await store.saveSlots([slot('b', 3), slot('c', 4)]);
    await store.dropSlots(['a']);
    const found = await store.slots();
    assert.deepEqual(
      found.sort((x, y) => x.column - y.column),
      [slot('b', 3), slot('c', 4)],
    );
  });
}

/** What every backend has to do. */
export function conforms(name: string, open: () => Promise<Store>): void {
  for (const part of [keepConforms, findConforms, retentionConforms]) part(name, open);
}
