import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Link } from './graph.ts';
import { graph } from './graph.ts';
import { type Place, pointOf } from './grid.ts';
import { spread } from './inside.ts';
import { layersOf } from './layers.ts';
import { type LayoutInput, placeNew } from './place.ts';

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

interface Drawing {
  readonly nodes: readonly string[];
  readonly links: readonly Link[];
}

/** What changes a drawing, at two of its nodes. */
const edits = {
  'a node is called': ({ nodes, links }: Drawing, added: string, [one]: Link) => ({ nodes: [...nodes, added], links: [...links, [one, added] as const] }),
  'a node is called and calls': ({ nodes, links }: Drawing, added: string, [one, other]: Link) => ({
    nodes: [...nodes, added],
    links: [...links, [one, added] as const, [added, other] as const],
  }),
  'a node goes': ({ nodes, links }: Drawing, _added: string, [gone]: Link) => ({
    nodes: nodes.filter((node) => node !== gone),
    links: links.filter((link) => !link.includes(gone)),
  }),
  'one calls another': ({ nodes, links }: Drawing, _added: string, link: Link) => ({ nodes, links: [...links, link] }),
  'a lone node comes': ({ nodes, links }: Drawing, added: string) => ({ nodes: [...nodes, added], links }),
};
const editNames = Object.keys(edits).filter((name): name is keyof typeof edits => name in edits);

test('after any edits no node has moved and no cards overlap', () => {
  // Nodes are taken by their numbers, modulo how many there are; each of the first is called by one before it.
  const number = fc.nat(999);
  const callers = fc.array(number, { maxLength: 60, size: 'max' });
  const steps = fc.array(fc.tuple(fc.constantFrom(...editNames), number, number), { maxLength: 50, size: 'max' });
  fc.assert(
    fc.property(callers, steps, (by, all) => {
      const first = Array.from({ length: by.length + 1 }, (_, index) => `node-${index}`);
      let drawing: Drawing = { nodes: first, links: by.map((caller, index) => [`node-${caller % (index + 1)}`, `node-${index + 1}`]) };
      const known = new Map<string, Place>();
      const settle = () => {
        for (const [node, place] of placeFlat({ ...drawing, pinned: [...known] })) {
          assert.ok(!known.has(node), `${node} moved`);
          known.set(node, place);
        }
        assert.ok(drawing.nodes.every((node) => known.has(node)));
        assertNoOverlap(known);
      };
      settle();
      for (const [step, [name, one, other]] of all.entries()) {
        const nodeAt = (at: number) => drawing.nodes[at % drawing.nodes.length] ?? '';
        drawing = edits[name](drawing, `added-${step}`, [nodeAt(one), nodeAt(other)]);
        settle();
      }
    }),
    { numRuns: 60 },
  );
});
