import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TopologyGroup } from '#contract/routes.ts';
import { readFilters } from '../model/filters.ts';
import { mapModel } from '../model/model.ts';
import { sampleEdge, sampleNode, sampleTopology } from '../model/sample-topology.ts';
import type { Thing } from '../model/thing.ts';
import { RouteBook } from '../scene/route-book.ts';
import { type Scene, sceneOf } from '../scene/scene.ts';
import { samplePicture, textsIn } from './sample-picture.ts';

interface Stands {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const groupAt = (name: string, stands: Stands): TopologyGroup => ({ id: `namespace:${name}`, kind: 'namespace', name, nodes: 2, ...stands });

/** Groups of two, whose first members call each other in this order, each twice as often as the one before. */
function sceneWith(groups: readonly TopologyGroup[], closed: readonly string[] = [], rateOf = (index: number) => 2 ** index): Scene {
  const nodes = groups.flatMap(({ id, name, x, y }) => [0, 1].map((row) => sampleNode(`${name}${row}`, x + 16, y + 44 + row * 62, { group: id })));
  const edges = groups.slice(1).flatMap(({ name }, index) => {
    const from = groups[index]?.name;
    return [0, 1].map((row) => sampleEdge(`${from}0`, `${name}${row}`, 80, { connectsPerSecond: rateOf(index) }));
  });
  const topology = { ...sampleTopology(nodes, edges), groups: [...groups] };
  return sceneOf(mapModel(topology, readFilters(new URLSearchParams())), new RouteBook(), { closed: new Set(closed) });
}

const inRow = ['a', 'b', 'c'].map((name, column) => groupAt(name, { x: column * 440, y: 0, width: 176, height: 170 }));
const near = { x: 20, y: 100, scale: 0.9 };
const halosIn = (svg: string): number => svg.split('stroke="accentHalo"').length - 1;
const flow = { kind: 'flow', id: 'namespace:a→namespace:b' } as const;

test('a flow between two open groups that is selected lights every line that it consists of, and the cards at their ends', () => {
  const scene = sceneWith(inRow);
  assert.equal(halosIn(samplePicture(scene, near)), 0);
  const svg = samplePicture(scene, near, flow);
  assert.equal(halosIn(svg), 2, 'both lines from a to b, none from b to c');
  assert.equal(svg.split('fill="accentHalo"').length - 1, 3, 'the caller and both that it calls');
});

test('of the lines of a selected flow the one that is pointed at bears its label', () => {
  const scene = sceneWith(inRow);
  const ports = (hovered?: Thing) => samplePicture(scene, near, flow, hovered).split('>:80<').length - 1;
  assert.equal(ports(), 0, 'else the panel tells each');
  assert.equal(ports({ kind: 'edge', id: 'a0>b1:80' }), 1);
});

test('a flow that ends in a closed group is lit at its ends, and no line is lit that is not drawn', () => {
  const svg = samplePicture(sceneWith(inRow, ['namespace:b']), near, flow);
  assert.equal(halosIn(svg), 0);
  assert.equal(svg.split('fill="accentHalo"').length - 1, 1, 'the closed group');
});

test('from far away both ends of a selected flow are lit', () => {
  const svg = samplePicture(sceneWith(inRow), { x: 300, y: 300, scale: 0.08 }, flow);
  assert.equal(svg.split('fill="accentHalo"').length - 1, 2);
});

test('from far away a name that has no room in its box stands beside it, that of the busiest first; where none fits, a count does', () => {
  const far = { x: 300, y: 300, scale: 0.05 };
  const box = (x: number) => ({ x, y: 0, width: 700, height: 400 });
  const apart = textsIn(samplePicture(sceneWith([groupAt('alone-1', box(0)), groupAt('alone-2', box(3000))]), far));
  const [first = 0, last = 0] = ['alone-1', 'alone-2'].map((name) => apart.get(name)?.x);
  assert.ok(first > 335 && last > 485, `right of each: ${first} ${last}`);
  const crowd = Array.from({ length: 5 }, (_, index) => groupAt(`crowd-${index}`, box(index * 800)));
  const walls = [-500, 500].map((y) => groupAt(`wall${y}`, { x: -2000, y, width: 8000, height: 400 }));
  const svg = samplePicture(sceneWith([...crowd, ...walls]), far);
  assert.deepEqual([...textsIn(svg).keys()].filter((text) => text.startsWith('crowd')).sort(), ['crowd-0', 'crowd-4']);
  assert.equal(svg.split('>2<').length - 1, 5, 'each says how many are in it');
});

test('blocks bear their names where these lie on no other block and not under the name of the group, which says how many there are', () => {
  const blocks = { x: 20, y: 100, scale: 0.35 };
  const svg = samplePicture(sceneWith([groupAt('checkout-worker-', { x: 0, y: 0, width: 800, height: 170 })]), blocks);
  const texts = textsIn(svg);
  assert.deepEqual([...texts.keys()].sort(), ['2 workloads', 'checkout-worker-', 'checkout-worker-1']);
  const begins = texts.get('checkout-worker-1')?.x ?? Number.NaN;
  assert.ok(begins > 20 && begins < 20 + (16 + 144) * blocks.scale, 'it begins on its block');
});

test('a block in sight bears its name however many of its group come before it and are out of sight', () => {
  const group = groupAt('shop', { x: 0, y: 0, width: 12_000, height: 3000 });
  const away = Array.from({ length: 500 }, (_, index) =>
    sampleNode(`a${index}`, 5000 + (index % 25) * 220, 44 + Math.floor(index / 25) * 62, { group: group.id }),
  );
  const topology = { ...sampleTopology([...away, sampleNode('zed', 16, 200, { group: group.id })], []), groups: [group] };
  const texts = textsIn(samplePicture(sceneOf(mapModel(topology, readFilters(new URLSearchParams())), new RouteBook()), { x: 20, y: 100, scale: 0.25 }));
  assert.ok(texts.has('zed'), [...texts.keys()].join());
  assert.ok(!texts.has('a0'));
});

test('no name jumps while the map is moved', () => {
  const scene = sceneWith([groupAt('a', { x: 0, y: 0, width: 700, height: 400 }), groupAt('checkout', { x: 3000, y: 0, width: 500, height: 400 })]);
  const at = (x: number, scale: number) => textsIn(samplePicture(scene, { x, y: 300, scale })).get('checkout')?.x ?? Number.NaN;
  assert.equal(at(900, 0.05) - at(300, 0.05), 600);
  assert.equal(at(1210, 0.05) - at(300, 0.05), 910, 'nor at the edge');
});

test('what is a little busier than before takes no other’s room for its name; what is a lot busier does', () => {
  const rows = Array.from({ length: 6 }, (_, row) => groupAt(`checkout-${row}`, { x: 0, y: row * 420, width: 500, height: 400 }));
  const between = [groupAt('left', { x: -3000, y: 0, width: 2700, height: 2500 }), groupAt('right', { x: 800, y: 0, width: 2700, height: 2500 })];
  const named = (rateOf: (index: number) => number) =>
    [...textsIn(samplePicture(sceneWith([...rows, ...between], [], rateOf), { x: 400, y: 300, scale: 0.05 })).keys()].filter((text) =>
      text.startsWith('checkout'),
    );
  const before = named(() => 20);
  assert.ok(before.length > 0 && before.length < rows.length, before.join());
  assert.deepEqual(
    named((index) => 20 + index),
    before,
  );
  assert.notDeepEqual(
    named((index) => 20 * 100 ** index),
    before,
  );
});
