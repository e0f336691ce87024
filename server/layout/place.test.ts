import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertNoOverlap, placeFlat } from './fixtures/flat.ts';
import type { Link } from './graph.ts';
import { graph } from './graph.ts';
import { pointOf } from './grid.ts';
import { spread } from './inside.ts';
import { layersOf } from './layers.ts';

const chain: Link[] = [
  ['web', 'api'],
  ['api', 'db'],
  ['api', 'cache'],
  ['worker', 'db'],
];
const chainNodes = ['api', 'cache', 'db', 'web', 'worker'];

test('a chain runs from left to right, and what is not called stands right before what it calls', () => {
  const places = placeFlat({ nodes: chainNodes, links: chain, pinned: [] });
  const column = (node: string) => places.get(node)?.column;
  assert.deepEqual(chainNodes.map(column), [1, 2, 2, 0, 1]);
  assertNoOverlap(places);
});

test('a cycle gets layers too', () => {
  const links: Link[] = [
    ['a', 'b'],
    ['b', 'c'],
    ['c', 'a'],
  ];
  const layers = layersOf(graph(['a', 'b', 'c'], links));
  assert.deepEqual([...layers.values()].sort(), [0, 1, 2]);
});

test('the layout is the same whatever the order of nodes and links', () => {
  const one = placeFlat({ nodes: chainNodes, links: chain, pinned: [] });
  const other = placeFlat({ nodes: chainNodes.toReversed(), links: chain.toReversed(), pinned: [] });
  assert.deepEqual(new Map([...one].sort()), new Map([...other].sort()));
});

test('two parts that do not touch stand below each other, nodes without links below both', () => {
  const links: Link[] = [
    ['a', 'b'],
    ['a', 'c'],
    ['x', 'y'],
  ];
  const places = placeFlat({ nodes: ['a', 'b', 'c', 'x', 'y', 'lone', 'lonely'], links, pinned: [] });
  const row = (node: string) => places.get(node)?.halfRow ?? Number.NaN;
  assert.ok(Math.max(row('a'), row('b'), row('c')) < Math.min(row('x'), row('y')));
  assert.ok(Math.max(row('x'), row('y')) < Math.min(row('lone'), row('lonely')));
  assertNoOverlap(places);
});

test('a hundred clients of one server do not become one ladder', () => {
  const clients = Array.from({ length: 100 }, (_, index) => `client-${index}`);
  const places = placeFlat({ nodes: [...clients, 'server'], links: clients.map((client) => [client, 'server'] as const), pinned: [] });
  const points = [...places.values()].map(pointOf);
  const height = Math.max(...points.map(({ y }) => y)) - Math.min(...points.map(({ y }) => y));
  assert.ok(height < 1000, `${height} px high`);
  assertNoOverlap(places);
});

test('heights are spread by a row at least, and no further than needed', () => {
  assert.deepEqual(spread([0, 0, 0]), [-2, 0, 2]);
  assert.deepEqual(spread([0, 10, 10.4]), [0, 9, 11]);
  assert.deepEqual(spread([]), []);
});

test('a new node stands after its callers, beside those it talks to', () => {
  const pinned = [...placeFlat({ nodes: chainNodes, links: chain, pinned: [] })];
  const links: Link[] = [...chain, ['api', 'search']];
  const placed = placeFlat({ nodes: [...chainNodes, 'search'], links, pinned });
  const api = new Map(pinned).get('api');
  const search = placed.get('search');
  assert.deepEqual([...placed.keys()], ['search']);
  assert.equal(search?.column, 2);
  assert.ok(Math.abs((search?.halfRow ?? 99) - (api?.halfRow ?? 0)) <= 6);
  assertNoOverlap(new Map([...pinned, ...placed]));
});
