import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TopologyGroup } from '#contract/routes.ts';
import { holds } from '../layout/geometry.ts';
import { readFilters } from '../model/filters.ts';
import { mapModel } from '../model/model.ts';
import { sampleEdge, sampleNode, sampleTopology } from '../model/sample-topology.ts';
import type { Thing } from '../model/thing.ts';
import type { Flows } from '../scene/flows.ts';
import { groupDetail } from '../scene/group-detail.ts';
import { RouteBook } from '../scene/route-book.ts';
import { type Scene, sceneOf } from '../scene/scene.ts';
import { spotsAround } from '../scene/spots.ts';
import { TrunkPlanner } from '../scene/trunks.ts';
import { type Direction, type End, firstThing, standing, type Ways, walk } from '../scene/walk.ts';
import { isTitle } from './hit.ts';
import { holdsSelected, inSight, type Looked } from './paint.ts';

const group = (name: string, x: number, y: number): TopologyGroup => ({
  ...{ id: `namespace:${name}`, kind: 'namespace', name, nodes: 2 },
  ...{ x: x - 16, y: y - 44, width: 176, height: 170 },
});

/** Three groups of two in a row, and one card above them that is in none. */
function rowOfGroups() {
  const names = ['a', 'b', 'c'];
  const nodes = names.flatMap((name, column) =>
    [0, 1].map((row) => sampleNode(`${name}${row}`, column * 440, row * 62, { group: `namespace:${name}`, kind: 'container' })),
  );
  const critical = { health: { state: 'critical' as const, reasons: [] } };
  const edges = [
    sampleEdge('a0', 'a1', 80, { connectsPerSecond: 1 }),
    sampleEdge('a0', 'b0', 80, { connectsPerSecond: 10 }),
    sampleEdge('a1', 'b1', 80, { connectsPerSecond: 10, failuresPerSecond: 10, failureRatio: 0.5 }, critical),
    sampleEdge('a0', 'c0', 80, { connectsPerSecond: 5 }),
    sampleEdge('alone', 'c1', 80, { connectsPerSecond: 3 }),
  ];
  const groups = names.map((name, column) => group(name, column * 440, 0));
  return { ...sampleTopology([...nodes, sampleNode('alone', 440, -310)], edges), groups };
}

function sceneWith(closed: readonly string[] = [], query = ''): Scene {
  return sceneOf(mapModel(rowOfGroups(), readFilters(new URLSearchParams(query))), new RouteBook(), { closed: new Set(closed) });
}

const size = { width: 1400, height: 800 };
const look = (scene: Scene, scale: number) => inSight({ scene, view: { x: 300, y: 400, scale }, size, selected: undefined, hovered: undefined });

test('an edge between two groups passes beside a third, not through it', () => {
  const scene = sceneWith();
  const line = scene.cross.find(({ id }) => id === 'a0>c0:80');
  const third = scene.groupById.get('namespace:b');
  assert.ok(line && third);
  const points = line.points.flatMap((x, index) => (index % 2 === 0 ? [{ x, y: line.points[index + 1] ?? 0 }] : []));
  assert.deepEqual(
    points.filter((point) => holds(third.box, point)),
    [],
  );
});

test('edges to and from a closed group run together, and are told by what fails of all of them', () => {
  const scene = sceneWith(['namespace:b']);
  assert.deepEqual(scene.cross.map(({ id }) => id).sort(), ['a0>c0:80', 'alone>c1:80']);
  const [flow, ...others] = scene.flows.all;
  assert.ok(flow);
  assert.equal(others.length, 0);
  assert.equal(flow.thing.id, 'namespace:a→namespace:b');
  assert.equal(flow.edges, 2);
  assert.equal(flow.state, 'critical');
  assert.equal(flow.failingPerSecond / flow.perSecond, 1 / 3);
});

test('a closed group stands for what is selected in it: a card, or an end of an edge', () => {
  for (const closed of [[], ['namespace:a'], ['namespace:a', 'namespace:b']]) {
    const scene = sceneWith(closed);
    const held = (selected: Looked['selected']) => [...scene.groupById.values()].filter(holdsSelected({ scene, selected })).map(({ name }) => name);
    assert.deepEqual(held({ kind: 'node', id: 'c1' }), ['c']);
    assert.deepEqual(held({ kind: 'edge', id: 'a0>b0:80' }), ['a', 'b'], `closed: ${closed}`);
    assert.deepEqual(held(undefined), []);
  }
});

test('a closed group hides its members and the edges within it; from far away every group is closed', () => {
  const near = look(sceneWith(['namespace:a']), 1);
  assert.deepEqual(
    near.closed.map(({ name }) => name),
    ['a'],
  );
  assert.ok(!near.cards.some(({ id }) => id === 'a0'));
  assert.ok(!near.lines.some(({ id }) => id === 'a0>a1:80'));
  const far = look(sceneWith(), 0.05);
  assert.equal(far.far, true);
  assert.equal(far.closed.length, 3);
  assert.deepEqual(
    far.cards.map(({ id }) => id),
    ['alone'],
  );
  assert.equal(far.flows.all.length, 3);
});

test('a group’s health is the share of its members', () => {
  const topology = rowOfGroups();
  const ill = topology.nodes.map((node) => (node.id === 'b0' ? { ...node, health: { state: 'critical' as const, reasons: [] } } : node));
  const scene = sceneOf(mapModel({ ...topology, nodes: ill }, readFilters(new URLSearchParams())), new RouteBook());
  assert.deepEqual(scene.groupById.get('namespace:b')?.shares, { ok: 1, warning: 0, critical: 1, unknown: 0 });
});

test('a group of which nothing matches is left out with the rest', () => {
  const scene = sceneWith([], 'find=c1&rest=hide');
  assert.deepEqual(
    scene.groups.map(({ name }) => name),
    ['c'],
  );
  assert.deepEqual(scene.cards.map(({ id }) => id).sort(), ['alone', 'c1']);
});

test('a trunk runs between the sides of two groups and around the one that stands between', () => {
  const scene = sceneWith();
  const planner = new TrunkPlanner();
  planner.trunks(scene.farFlows);
  planner.work(Number.POSITIVE_INFINITY);
  const { routes, segments } = planner.trunks(scene.farFlows);
  const points = routes.get('namespace:a→namespace:c');
  const third = scene.groupById.get('namespace:b');
  assert.ok(points && third);
  assert.equal(points[0]?.x, scene.groupById.get('namespace:a')?.box.right);
  assert.equal(points.at(-1)?.x, scene.groupById.get('namespace:c')?.box.left);
  assert.deepEqual(
    points.filter((point) => holds(third.box, point)),
    [],
  );
  assert.ok(planner.isDone);
  assert.ok(
    segments.some(({ flows }) => flows > 1),
    'flows share their way',
  );
});

test('from far away, and where a group is closed, the keyboard stands on groups', () => {
  const far = { scene: sceneWith(), far: true, ways: new Map() };
  const first = firstThing(far);
  assert.deepEqual(first, { kind: 'group', id: 'namespace:a' });
  assert.ok(first);
  assert.deepEqual(walk(far, first, 'right', 'client'), { kind: 'group', id: 'namespace:b' });
  const near = { scene: sceneWith(['namespace:a']), far: false, ways: new Map() };
  const spots = spotsAround(near, { kind: 'group', id: 'namespace:a' });
  assert.match(spots.get('group:namespace:a')?.says ?? '', /^a, namespace, 2 workloads: 2 fine\. Closed\.$/);
});

function waysIn(flows: Flows): Ways {
  const planner = new TrunkPlanner();
  planner.trunks(flows);
  planner.work(Number.POSITIVE_INFINITY);
  return planner.trunks(flows).routes;
}

test('an open group is a stop above its cards, says that it is open, and is not where Tab enters', () => {
  const near = { scene: sceneWith(), far: false, ways: new Map() };
  const group = { kind: 'group', id: 'namespace:a' } as const;
  assert.deepEqual(firstThing(near), { kind: 'node', id: 'a0' });
  assert.deepEqual(walk(near, { kind: 'node', id: 'a0' }, 'up', 'client'), group);
  assert.deepEqual(walk(near, group, 'down', 'client'), { kind: 'node', id: 'a0' });
  const spot = spotsAround(near, group).get('group:namespace:a');
  assert.match(spot?.says ?? '', /^a, namespace, 2 workloads: 2 fine\. Open\.$/);
  assert.deepEqual([spot?.group, spot?.box.bottom], [{ id: 'namespace:a', open: true }, 0]);
});

test('the keyboard walks along flows as along edges, to groups and to cards in none; what closes over it takes it', () => {
  const scene = sceneWith(['namespace:a', 'namespace:c']);
  const near = { scene, far: false, ways: waysIn(scene.flows) };
  const steps = (from: Thing | undefined, end: End, ...directions: Direction[]) =>
    directions.reduce((at, direction) => at && walk(near, at, direction, end), from);
  const [a, c] = [{ kind: 'group', id: 'namespace:a' } as const, { kind: 'group', id: 'namespace:c' } as const];
  const first = steps(a, 'client', 'right');
  assert.equal(first?.kind, 'flow');
  assert.deepEqual(steps(first, 'client', 'left'), a);
  const both = [first, steps(first, 'client', 'down') ?? steps(first, 'client', 'up')];
  assert.deepEqual(both.map((flow) => flow?.id).sort(), ['namespace:a→namespace:b', 'namespace:a→namespace:c']);
  assert.deepEqual(steps({ kind: 'node', id: 'alone' }, 'client', 'right', 'right'), c);
  assert.match(spotsAround(near, a).get('flow:namespace:a→namespace:b')?.says ?? '', /^a to b, 2 connections, critical, 30\sconn\/s, 33\s% failed/);
  assert.deepEqual(standing(near, { kind: 'node', id: 'a1' }, undefined), a);
  assert.deepEqual(standing(near, { kind: 'node', id: 'b1' }, undefined), { kind: 'node', id: 'b1' });
  assert.deepEqual(standing({ ...near, ways: new Map() }, first, c), c);
});

test('of a group the worst stands first, and what crosses its border is told by group', () => {
  const detail = groupDetail(rowOfGroups(), 'namespace:b');
  assert.ok(detail);
  assert.deepEqual(
    detail.members.map(({ node }) => node.id),
    ['b1', 'b0'],
  );
  assert.deepEqual(
    detail.callers.map(({ name, flow, line }) => [name, flow, line.state]),
    [['a', 'namespace:a→namespace:b', 'critical']],
  );
  assert.deepEqual(detail.called, []);
  assert.equal(detail.state, 'ok');
  const [first] = groupDetail(rowOfGroups(), 'namespace:c')?.callers.filter(({ node }) => node !== undefined) ?? [];
  assert.deepEqual([first?.name, first?.flow], ['alone', 'alone→namespace:c']);
  assert.equal(groupDetail(rowOfGroups(), 'namespace:gone'), undefined);
});

test('the name of a group tells of it; what is beside the name opens and closes the group', () => {
  const scene = sceneWith(['namespace:b']);
  const view = { x: 300, y: 400, scale: 1 };
  const target = {
    seen: look(scene, 1),
    trunks: { segments: [], routes: new Map() },
    view,
    sight: { left: 0, top: 0, right: size.width, bottom: size.height },
  };
  const at = (id: string, right: number, below: number) => {
    const plate = scene.groupById.get(id)?.plate;
    return isTitle(target, id, { x: (plate?.left ?? 0) + right, y: (plate?.top ?? 0) + below });
  };
  assert.deepEqual([at('namespace:a', 60, 20), at('namespace:a', 8, 20), at('namespace:a', 60, 90)], [true, false, false]);
  assert.deepEqual([at('namespace:b', 60, 20), at('namespace:b', 170, 20), at('namespace:b', 60, 60)], [true, false, false]);
});
