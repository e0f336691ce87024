import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { waitFor } from '../fixtures/wait.ts';
import { findConforms } from './find-conforms.ts';
import { recordAt, startMs, window } from './record-at.ts';
import type { RecordStore, Store } from './store.ts';

type OpenRecords = () => Promise<RecordStore & AsyncDisposable>;

function keepConforms(name: string, open: OpenRecords): void {
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

const dayMs = 86_400_000;
const laterDay = (days: number, seconds = 0) => days * (dayMs / 1000) + seconds;

function retentionConforms(name: string, open: OpenRecords): void {
  test(`${name}: an event that is removed leaves nothing of its repetitions`, async () => {
    await using store = await open();
    const again = (seconds: number) => ({ ...recordAt(seconds), fingerprint: 'same' });
    await store.append([again(1), again(2), recordAt(laterDay(2))]);
    await store.prune({ beforeMs: startMs + dayMs, maxBytes: 1e9 });
    assert.deepEqual(await store.append([again(2)]), { stored: 1, known: 0 });
  });

  test(`${name}: retention removes what is older than its days`, async () => {
    await using store = await open();
    await store.append([recordAt(1), recordAt(laterDay(1, 2)), recordAt(laterDay(2, 3))]);
    assert.deepEqual(await store.prune({ beforeMs: startMs + 2 * dayMs, maxBytes: 1e9 }), { removed: 2 });
    assert.deepEqual(await store.query(window(0, laterDay(10))), [recordAt(laterDay(2, 3))]);
    assert.equal((await store.state()).oldestMs, startMs + 2 * dayMs + 3000);
  });

  test(`${name}: retention removes the oldest until the rest fits its bytes`, async () => {
    await using store = await open();
    for (let day = 0; day < 8; day += 1) {
      await store.append(Array.from({ length: 100 }, (_, second) => recordAt(laterDay(day, second), 'process:curl', randomBytes(3000).toString('base64'))));
    }
    // How much there is may be known some seconds later.
    const { records, oldestMs } = await waitFor('the oldest to go', async () => {
      await store.prune({ beforeMs: 0, maxBytes: 1_700_000 });
      const state = await store.state();
      return state.bytes <= 1_700_000 && state.records < 800 ? state : undefined;
    });
    assert.ok(records >= 100 && records < 800, `${records} records are left`);
    const kept = await store.query(window(0, laterDay(10), 1000));
    assert.equal(kept.length, records);
    assert.deepEqual([kept[0]?.time, Date.parse(kept.at(-1)?.time ?? '')], [recordAt(laterDay(7, 99)).time, oldestMs]);
  });
}

/** What every store of the map's places has to do. */
export function slotsConform(name: string, open: () => Promise<Store>): void {
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

/** What every store of records has to do. */
export function conforms(name: string, open: OpenRecords): void {
  for (const part of [keepConforms, findConforms, retentionConforms]) part(name, open);
}
