import assert from 'node:assert/strict';
import { test } from 'node:test';
import { syntheticTopology } from '../fixtures/synthetic-topology.ts';
import { boxAround, outline } from './boxes.ts';
import { assertApart, boxesOf, shaped } from './fixtures/grouped.ts';
import type { Link } from './graph.ts';
import { type Place, pointOf } from './grid.ts';
import { placeNew } from './place.ts';

const shop: Link[] = [
  ['internet', 'shop/web'],
  ['shop/web', 'shop/api'],
  ['shop/api', 'data/orders'],
  ['shop/api', 'data/cache'],
  ['shop/api', 'pay/api'],
  ['pay/api', 'data/ledger'],
  ['shop/api', 'external/bank'],
];
const shopNodes = [...new Set(shop.flat())];

test('groups stand apart, callers left of those that they call', () => {
  const input = shaped(shopNodes, shop);
  const places = placeNew(input);
  assertApart(input, places);
  const boxes = boxesOf(input, places);
  assert.ok((boxes.get('shop')?.right ?? 99) < (boxes.get('data')?.left ?? 0));
  assert.ok((places.get('internet')?.column ?? 99) < (places.get('shop/web')?.column ?? 0));
});

test('what is outside stands right of all others, no higher and no lower than they are', () => {
  const input = { ...shaped(shopNodes, [...shop, ['pay/api', 'external/bank']]), outside: 'external' };
  const places = placeNew(input);
  assertApart(input, places);
  const { external, ...others } = Object.fromEntries(boxesOf(input, places));
  assert.ok(external);
  assert.ok(Object.values(others).every((box) => box.right < external.left));
  assert.ok(external.top >= Math.min(...Object.values(others).map(({ top }) => top)));
  assert.ok(external.bottom <= Math.max(...Object.values(others).map(({ bottom }) => bottom)));
});

test('what is outside stands right of nodes in no group, too', () => {
  const input = {
    ...shaped(
      ['a', 'b', 'idle', 'external/x'],
      [
        ['a', 'b'],
        ['a', 'external/x'],
      ],
    ),
    outside: 'external',
  };
  const places = placeNew(input);
  assertApart(input, places);
  const columnOf = (node: string) => places.get(node)?.column ?? Number.NaN;
  assert.ok(columnOf('a') < columnOf('b'));
  for (const node of ['a', 'b', 'idle']) assert.ok(columnOf(node) < columnOf('external/x'), node);
});

test('nodes that are linked to the outside alone stand together, left of it', () => {
  const alone = Array.from({ length: 12 }, (_, index) => `caller-${index}`);
  const links = alone.map((node) => [node, 'external/x'] as const);
  const input = { ...shaped(['shop/web', 'shop/api', ...alone, 'external/x'], [['shop/web', 'shop/api'], ...links]), outside: 'external' };
  const places = placeNew(input);
  assertApart(input, places);
  const callers = boxAround(alone.flatMap((node) => places.get(node) ?? []));
  assert.ok(callers.right < (places.get('external/x')?.column ?? 0));
  assert.ok((callers.right - callers.left + 1) * (callers.bottom - callers.top + 2) <= 2 * 2 * alone.length, 'with little room between them');
});

test('a new member joins its group; nobody else moves, and the boxes stay apart', () => {
  const pinned = [...placeNew(shaped(shopNodes, shop))];
  const added = Array.from({ length: 12 }, (_, index) => `data/new-${index}`);
  const input = shaped([...shopNodes, ...added], [...shop, ...added.map((node) => ['shop/api', node] as const)], pinned);
  const placed = placeNew(input);
  assert.deepEqual([...placed.keys()].sort(), added.toSorted());
  assertApart(input, new Map([...pinned, ...placed]));
});

test('a group that is hemmed in on all sides moves as a whole', () => {
  const beside: [string, Place][] = [-2, 2].flatMap((column) => [
    [`beside${column}/top`, { column, halfRow: -600 }] as [string, Place],
    [`beside${column}/end`, { column, halfRow: 600 }] as [string, Place],
  ]);
  const lid: [string, Place][] = [-6, 6].map((halfRow) => [`lid${halfRow}`, { column: 0, halfRow }]);
  const pinned: [string, Place][] = [['cell/one', { column: 0, halfRow: 0 }], ...beside, ...lid];
  const input = shaped(
    ['cell/one', 'cell/two', 'cell/three'],
    [
      ['cell/one', 'cell/two'],
      ['cell/one', 'cell/three'],
    ],
    pinned,
  );
  const placed = placeNew(input);
  assert.deepEqual([...placed.keys()].sort(), ['cell/one', 'cell/three', 'cell/two']);
  assertApart(input, new Map([...pinned, ...placed]));
});

test('a box is drawn around its cards with room for its name', () => {
  const { x, y } = pointOf({ column: 1, halfRow: 4 });
  assert.deepEqual(outline(boxAround([{ column: 1, halfRow: 4 }])), { x: x - 16, y: y - 44, width: 144 + 32, height: 48 + 44 + 16 });
});

test('a handful of groups fills the frame of a screen, with little room left between them', () => {
  for (const [nodes, edges, namespaces] of [
    [60, 80, 6],
    [150, 225, 10],
  ] as const) {
    const { nodes: placed } = syntheticTopology({ nodes, edges, namespaces }, 0);
    const width = Math.max(...placed.map(({ x }) => x + 144)) - Math.min(...placed.map(({ x }) => x));
    const height = Math.max(...placed.map(({ y }) => y + 48)) - Math.min(...placed.map(({ y }) => y));
    assert.ok(width / height > 1.3 && width / height < 2.4, `${nodes} nodes: ${width} × ${height}`);
    assert.ok((placed.length * 144 * 48) / (width * height) > 0.18, `${nodes} nodes: ${width} × ${height}`);
  }
});
