import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Link } from './graph.ts';
import { graph } from './graph.ts';
import { type Place, pointOf } from './grid.ts';
import { spread } from './inside.ts';
import { layersOf } from './layers.ts';
import { type LayoutInput, placeNew } from './place.ts';

/** Numbers that look random and are the same each time (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const placeFlat = (input: Omit<LayoutInput, 'groups'>) => placeNew({ ...input, groups: new Map() });

const card = { width: 144, height: 48 };

function assertNoOverlap(places: ReadonlyMap<string, Place>): void {
  const cards = [...places].map(([id, place]) => ({ id, ...pointOf(place) }));
  for (const a of cards) {
    for (const b of cards) {
      if (a.id >= b.id) continue;
      const apart = Math.abs(a.x - b.x) >= card.width || Math.abs(a.y - b.y) >= card.height;
      assert.ok(apart, `${a.id} and ${b.id} overlap`);
    }
  }
}

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

test('after 50 random edits no node has moved and no cards overlap', () => {
  const random = numbers(7);
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];
  const known = new Map<string, Place>();
  let nodes = Array.from({ length: 45 }, (_, index) => `node-${index}`);
  let links: Link[] = nodes.slice(1).map((node, index) => [`node-${Math.floor(random() * (index + 1))}`, node] as const);
  const settle = () => {
    for (const [node, place] of placeFlat({ nodes, links, pinned: [...known] })) {
      assert.ok(!known.has(node), `${node} moved`);
      known.set(node, place);
    }
    assert.ok(nodes.every((node) => known.has(node)));
    assertNoOverlap(known);
  };
  settle();
  const edits = [
    (step: number) => {
      const added = `added-${step}`;
      links = [...links, [pick(nodes) ?? added, added], ...(random() < 0.5 ? [[added, pick(nodes) ?? added] as const] : [])];
      nodes = [...nodes, added];
    },
    () => {
      const gone = pick(nodes);
      nodes = nodes.filter((node) => node !== gone);
      links = links.filter((link) => !link.includes(gone ?? ''));
    },
    () => {
      links = [...links, [pick(nodes) ?? '', pick(nodes) ?? '']];
    },
    (step: number) => {
      nodes = [...nodes, `lone-${step}`];
    },
  ];
  for (let step = 0; step < 50; step += 1) {
    pick(edits)?.(step);
    settle();
  }
});
