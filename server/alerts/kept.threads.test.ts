import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { Alert } from '#contract/alerts.ts';
import { alertOf } from '../fixtures/alert.ts';
import { sqliteAlerts } from '../store/alerts/sqlite-alerts.ts';
import { sqliteStore } from '../store/sqlite.ts';
import { type RecordStore, StoreError } from '../store/store.ts';
import { historyOf } from './history.ts';
import { keptAlerts } from './kept.ts';

const folder = mkdtempSync(join(tmpdir(), 'sonde-kept-'));
after(() => rmSync(folder, { recursive: true }));
const fresh = (): string => join(mkdtempSync(join(folder, 'one-')), 'kept.db');

const noon = Date.now() - 3_600_000;
const dayMs = 86_400_000;
const isOver = () => true;
const firing = (id: string, at: number): Alert => alertOf(id, { since: new Date(noon + at * 5000).toISOString() });

/** Events, which can be away, and what was lost of the history. */
async function events() {
  const store = await sqliteStore({ path: fresh(), maxBytes: 50e6, onMovedAside: () => [] });
  const state = { isAway: false, lost: 0, store };
  const append: RecordStore['append'] = async (records) => {
    if (state.isAway) throw new StoreError('away', 'nobody answers');
    return await store.append(records);
  };
  return Object.assign(state, { append, [Symbol.asyncDispose]: () => store[Symbol.asyncDispose]() });
}
type Events = Awaited<ReturnType<typeof events>>;

/** A server's life: what it keeps of alerts is in that file. */
async function serverOf(path: string, told: Events) {
  const store = sqliteAlerts(path);
  const onLost = (lost: number) => {
    told.lost += lost;
  };
  const kept = await keptAlerts({ node: 'n', store, records: told, onLost, onFailure: () => undefined });
  const look = async (seen: readonly Alert[], at: number) => {
    kept.see(seen, isOver, noon + at * 5000);
    await kept.stop();
  };
  return { look, [Symbol.asyncDispose]: () => store[Symbol.asyncDispose]() };
}

async function historyIn({ store }: Events): Promise<readonly string[]> {
  const found: string[] = [];
  for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
    const { changes, next } = await historyOf(store, dayMs, { limit: 500, ...(cursor !== undefined && { cursor }) });
    found.push(...changes.map(({ alert, what }) => `${Number(alert.id)} ${what}`));
    cursor = next;
  }
  return found.toSorted();
}

const flaps = 40;
const whole = Array.from({ length: flaps }, (_, n) => [`${n + 1} fired`, `${n + 1} resolved`]).flat();

async function flap(look: Awaited<ReturnType<typeof serverOf>>['look']): Promise<void> {
  for (let n = 0; n < flaps; n += 1) {
    await look([firing(String(n + 1), 2 * n)], 2 * n);
    await look([], 2 * n + 1);
  }
}

test('alerts that come and go while events cannot be written are in the history when they can, whoever ended meanwhile', async () => {
  await using told = await events();
  const path = fresh();
  told.isAway = true;
  {
    await using before = await serverOf(path, told);
    await flap(before.look);
  }
  assert.deepEqual(await historyIn(told), []);
  await using next = await serverOf(path, told);
  await next.look([], 2 * flaps);
  told.isAway = false;
  await next.look([], 2 * flaps + 1);
  assert.deepEqual(await historyIn(told), whole.toSorted());
  assert.equal(told.lost, 0);
});

test('each is there once, also where events were there for a part of them', async () => {
  await using told = await events();
  await using server = await serverOf(fresh(), told);
  for (const [at, isAway] of [false, true, true, false].entries()) {
    told.isAway = isAway;
    await server.look([firing(String(at + 1), at)], at);
  }
  assert.deepEqual(await historyIn(told), ['1 fired', '1 resolved', '2 fired', '2 resolved', '3 fired', '3 resolved', '4 fired']);
});

test('of more than are kept the oldest are lost, and each of them is counted', async () => {
  await using told = await events();
  await using server = await serverOf(fresh(), told);
  told.isAway = true;
  const storm = Array.from({ length: 10_050 }, (_, n) => firing(String(n + 1), 0));
  await server.look(storm, 0);
  await server.look([], 1);
  assert.equal(told.lost, 100);
  told.isAway = false;
  await server.look([], 2);
  const found = await historyIn(told);
  assert.deepEqual([found.length, found.filter((change) => change.endsWith('resolved')).length], [20_000, 10_050]);
});
