import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TopologyGroup } from '#contract/routes.ts';
import { readFilters } from '../model/filters.ts';
import { mapModel } from '../model/model.ts';
import { sampleEdge, sampleNode, sampleTopology } from '../model/sample-topology.ts';
import { namesScale, toScreen } from '../paint/view.ts';
import { RouteBook } from '../scene/route-book.ts';
import { sceneOf } from '../scene/scene.ts';
import { boxOfSelected, boxOfThing } from '../scene/thing-box.ts';
import { Camera } from './camera.ts';

const groups = ['a', 'b'].map(
  (name, column): TopologyGroup => ({ id: `namespace:${name}`, kind: 'namespace', name, nodes: 1, x: column * 1500, y: column * 900, width: 700, height: 400 }),
);
const nodes = groups.map(({ id, name, x, y }) => sampleNode(name, x + 16, y + 44, { group: id }));
const topology = { ...sampleTopology(nodes, [sampleEdge('a', 'b', 80, { connectsPerSecond: 1 })]), groups };
const scene = sceneOf(mapModel(topology, readFilters(new URLSearchParams())), new RouteBook());
const walkable = { scene, far: false, ways: new Map() };
const b = { kind: 'group', id: 'namespace:b' } as const;

function looking(covered: number): Camera {
  const camera = new Camera(() => undefined);
  camera.look({ x: 350, y: 200, scale: 1 });
  camera.resize({ width: 1280, height: 700 }, covered);
  camera.place({ left: 0, top: 0, right: 2200, bottom: 1300 }, undefined);
  return camera;
}

test('a group that is selected and out of sight comes into sight as a whole, beside the panel', () => {
  const camera = looking(376);
  camera.sight(boxOfSelected(walkable, b));
  const { left, top, right, bottom } = toScreen(camera.view, scene.groupById.get(b.id)?.box ?? assert.fail());
  assert.ok(left >= 24 && top >= 24 && right <= 1280 - 376 - 24 && bottom <= 700 - 24, [left, top, right, bottom].join(' '));
  const { view } = camera;
  camera.sight(boxOfSelected(walkable, b));
  assert.deepEqual(camera.view, view, 'what is in sight moves no more');
});

test('of a group that has no room its name is in sight, and as much of it as has room', () => {
  const camera = looking(376);
  camera.zoom(2);
  camera.sight(boxOfSelected(walkable, b));
  const { left, top } = toScreen(camera.view, scene.groupById.get(b.id)?.box ?? assert.fail());
  assert.deepEqual([left, top].map(Math.round), [24, 24]);
});

test('a group that the link selects is whole when a map of few cards opens, at a size at which its names can be read', () => {
  const wide = sceneOf(
    mapModel({ ...topology, groups: groups.map((group) => ({ ...group, width: 1500 })) }, readFilters(new URLSearchParams())),
    new RouteBook(),
  );
  const camera = new Camera(() => undefined);
  camera.few = true;
  const selected = boxOfSelected({ ...walkable, scene: wide }, b);
  camera.resize({ width: 1280, height: 700 }, 376);
  camera.place({ left: 0, top: 0, right: 3000, bottom: 1300 }, selected);
  const { left, top, right, bottom } = toScreen(camera.view, wide.groupById.get(b.id)?.plate ?? assert.fail());
  assert.deepEqual([left, top, right, bottom].map(Math.round), [24, Math.round(top), 1280 - 376 - 24, Math.round(bottom)]);
  assert.ok(top >= 24 && bottom <= 700 - 24 && camera.view.scale >= namesScale, [top, bottom].join(' '));
});

test('a flow that has no way of its own is where its lines begin and end', () => {
  const flow = { kind: 'flow', id: 'namespace:a→namespace:b' } as const;
  assert.deepEqual(boxOfThing(walkable, flow), { left: 16, top: 44, right: 1660, bottom: 992 });
  const way = [
    { x: 700, y: 100 },
    { x: 1500, y: 100 },
  ];
  assert.deepEqual(boxOfThing({ ...walkable, ways: new Map([[flow.id, way]]) }, flow), { left: 1100, top: 100, right: 1100, bottom: 100 });
});
