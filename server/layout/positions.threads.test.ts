import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { sqliteStore } from '../store/sqlite.ts';
import type { MapShape } from '../topology/build.ts';
import { type PositionsOptions, positions } from './positions.ts';

const folder = await mkdtemp(join(tmpdir(), 'sonde-positions-'));
after(() => rm(folder, { recursive: true }));

const openStore = (name: string) => sqliteStore({ path: join(folder, name), maxBytes: 10e6, onMovedAside: (file) => assert.fail(`${file} was moved aside`) });
/** Places as they are asked for where there are no groups. */
function flat(options: PositionsOptions) {
  const places = positions(options);
  return async (nodes: readonly string[], links: MapShape['links']) => (await places.of({ nodes, links, groups: new Map() })).nodes;
}
const onFailure = (error: unknown) => assert.fail(String(error));
const hour = 3_600_000;

test('places outlive the server, and a node that comes back has its old one', async () => {
  const before = await openStore('restart.db');
  const places = flat({ store: before, now: () => hour, onFailure });
  const first = await places(['a', 'b'], [['a', 'b']]);
  await places(['a', 'c'], [['a', 'c']]);
  await before[Symbol.asyncDispose]();

  await using store = await openStore('restart.db');
  const again = flat({ store, now: () => 2 * hour, onFailure });
  const back = await again(['a', 'b', 'c'], [['a', 'b']]);
  assert.deepEqual(back.get('a'), first.get('a'));
  assert.deepEqual(back.get('b'), first.get('b'));
  assert.notDeepEqual(back.get('c'), back.get('b'));
});

test('a node that stood aside is placed beside its first peer, and stays there', async () => {
  await using store = await openStore('aside.db');
  const places = flat({ store, now: () => hour, onFailure });
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
  const places = flat({ store: before, now: () => now, onFailure });
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
  const places = flat({ store, now: () => hour, onFailure });
  const windows = await Promise.all(Array.from({ length: 8 }, (_, index) => places(['a', `b-${index}`], [['a', `b-${index}`]])));
  const points = windows.map((window, index) => JSON.stringify(window.get(`b-${index}`)));
  assert.equal(new Set(points).size, 8);
});

const grouped = (nodes: readonly string[], links: MapShape['links']): MapShape => ({
  nodes,
  links,
  groups: new Map(nodes.flatMap((node) => (node.includes('/') ? [[node, node.split('/')[0] ?? ''] as const] : []))),
});
const shop = grouped(
  ['shop/web', 'shop/api', 'data/db', 'internet'],
  [
    ['internet', 'shop/web'],
    ['shop/web', 'shop/api'],
    ['shop/api', 'data/db'],
  ],
);

test('a group’s box stays while its members do, also when some are gone for a while', async () => {
  await using store = await openStore('groups.db');
  const places = positions({ store, now: () => hour, onFailure });
  const first = await places.of(shop);
  assert.deepEqual([...first.groups.keys()].sort(), ['data', 'shop']);
  const later = await places.of(grouped(['shop/web', 'data/db'], [['shop/web', 'data/db']]));
  assert.deepEqual(later.groups, first.groups);
  assert.deepEqual(later.nodes.get('data/db'), first.nodes.get('data/db'));
});

test('where a second host appears each gets its box, which stays in a window that shows one of them', async () => {
  await using store = await openStore('hosts.db');
  const places = positions({ store, now: () => hour, onFailure });
  const links: MapShape['links'] = [
    ['web', 'api'],
    ['sync', 'api'],
  ];
  const alone: MapShape = { nodes: ['web', 'api'], links: links.slice(0, 1), groups: new Map() };
  const two: MapShape = {
    nodes: ['web', 'api', 'sync'],
    links,
    groups: new Map([
      ['web', 'host-1'],
      ['api', 'host-1'],
      ['sync', 'host-2'],
    ]),
  };
  const first = await places.of(alone);
  assert.deepEqual([...first.groups.keys()], []);
  const both = await places.of(two);
  assert.deepEqual([...both.groups.keys()].sort(), ['host-1', 'host-2']);
  const back = await places.of(alone);
  assert.deepEqual([...back.groups.keys()], []);
  for (const node of alone.nodes) assert.deepEqual(back.nodes.get(node), both.nodes.get(node), node);
  assert.deepEqual(await places.of(two), both);
});

test('Tidy gives new places, says how many moved, and what it did is kept', async () => {
  await using store = await openStore('tidy.db');
  const places = positions({ store, now: () => hour, onFailure });
  await places.of(grouped(['shop/web', 'data/db'], [['shop/web', 'data/db']]));
  const grew = await places.of(shop);
  const moved = await places.tidy(shop);
  const tidied = await places.of(shop);
  const elsewhere = shop.nodes.filter((node) => JSON.stringify(grew.nodes.get(node)) !== JSON.stringify(tidied.nodes.get(node)));
  assert.equal(elsewhere.length, moved);
  assert.equal(await places.tidy(shop), 0);
  assert.deepEqual(await positions({ store, now: () => hour, onFailure }).of(shop), tidied);
});

test('a Tidy that fails leaves all where it was', async () => {
  await using store = await openStore('untidied.db');
  const places = positions({ store, now: () => hour, onFailure });
  await places.of(grouped(['shop/web', 'data/db'], [['shop/web', 'data/db']]));
  const grew = await places.of(shop);
  const nameless = undefined as unknown as string;
  await assert.rejects(places.tidy({ ...shop, nodes: [...shop.nodes, nameless] }), /replaceAll/);
  assert.deepEqual(await places.of(shop), grew);
});
