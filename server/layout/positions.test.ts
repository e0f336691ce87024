import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { sqliteStore } from '../store/sqlite.ts';
import { positions } from './positions.ts';

const folder = await mkdtemp(join(tmpdir(), 'sonde-positions-'));
after(() => rm(folder, { recursive: true }));

const openStore = (name: string) => sqliteStore({ path: join(folder, name), maxBytes: 10e6, onMovedAside: (file) => assert.fail(`${file} was moved aside`) });
const onFailure = (error: unknown) => assert.fail(String(error));
const hour = 3_600_000;

test('places outlive the server, and a node that comes back has its old one', async () => {
  const before = await openStore('restart.db');
  const places = positions({ store: before, now: () => hour, onFailure });
  const first = await places(['a', 'b'], [['a', 'b']]);
  await places(['a', 'c'], [['a', 'c']]);
  await before[Symbol.asyncDispose]();

  await using store = await openStore('restart.db');
  const again = positions({ store, now: () => 2 * hour, onFailure });
  const back = await again(['a', 'b', 'c'], [['a', 'b']]);
  assert.deepEqual(back.get('a'), first.get('a'));
  assert.deepEqual(back.get('b'), first.get('b'));
  assert.notDeepEqual(back.get('c'), back.get('b'));
});

test('a node that stood aside is placed beside its first peer, and stays there', async () => {
  await using store = await openStore('aside.db');
  const places = positions({ store, now: () => hour, onFailure });
  await places(['server', 'web', 'api'], [['web', 'api']]);
  const joined = await places(
    ['server', 'web', 'api'],
    [
      ['web', 'api'],
      ['api', 'server'],
    ],
  );
  const api = joined.get('api');
  assert.deepEqual(joined.get('server'), { x: (api?.x ?? 0) + 220, y: api?.y });
  const later = await places(['server', 'web', 'api'], [['web', 'api']]);
  assert.deepEqual(later, joined);
});

test('the place of a node that was gone for two days is given up', async () => {
  const before = await openStore('gone.db');
  let now = hour;
  const places = positions({ store: before, now: () => now, onFailure });
  await places(['a', 'b'], [['a', 'b']]);
  now += 49 * hour;
  await places(['a'], []);
  await before[Symbol.asyncDispose]();
  await using store = await openStore('gone.db');
  assert.deepEqual(
    (await store.slots()).map(({ id }) => id),
    ['a'],
  );
});

test('windows that are asked for at once never share a place', async () => {
  await using store = await openStore('at-once.db');
  const places = positions({ store, now: () => hour, onFailure });
  const windows = await Promise.all(Array.from({ length: 8 }, (_, index) => places(['a', `b-${index}`], [['a', `b-${index}`]])));
  const points = windows.map((window, index) => JSON.stringify(window.get(`b-${index}`)));
  assert.equal(new Set(points).size, 8);
});
