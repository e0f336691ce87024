import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Topology, TopologyGroup } from '#contract/routes.ts';
import { readFilters } from '../model/filters.ts';
import { mapModel } from '../model/model.ts';
import { sampleEdge, sampleNode, sampleTopology } from '../model/sample-topology.ts';
import { RouteBook } from '../scene/route-book.ts';
import { type Scene, sceneOf } from '../scene/scene.ts';
import { detailOf } from './detail.ts';

const group = (name: string, x: number): TopologyGroup => ({
  ...{ id: `namespace:${name}`, kind: 'namespace', name, nodes: 1 },
  ...{ x: x - 16, y: -44, width: 176, height: 108 },
});

/** One node each in two groups, and four ports between them at each of which every second connect fails: 0.1 are tried in a second, all together. */
function topologyOf(watchedSeconds: number): Topology {
  const nodes = ['a', 'b'].map((name, column) => sampleNode(`${name}0`, column * 440, 0, { group: `namespace:${name}` }));
  const half = { connectsPerSecond: 0.0125, failuresPerSecond: 0.0125, failureRatio: 0.5 };
  const edges = [1, 2, 3, 4].map((port) => sampleEdge('a0', 'b0', port, half));
  return { ...sampleTopology(nodes, edges), groups: [group('a', 0), group('b', 440)], watchedSeconds };
}

const sceneFor = (topology: Topology): Scene =>
  sceneOf(mapModel(topology, readFilters(new URLSearchParams())), new RouteBook(), { closed: new Set(['namespace:a', 'namespace:b']) });

/** What the panels say of a pair, of what runs between two groups, and of a neighbour of a group. */
function statesIn(topology: Topology) {
  const scene = sceneFor(topology);
  const pair = detailOf(topology, scene, { kind: 'pair', id: 'a0→b0' });
  const flow = detailOf(topology, scene, { kind: 'flow', id: 'namespace:a→namespace:b' });
  const called = detailOf(topology, scene, { kind: 'group', id: 'namespace:a' });
  return [pair?.kind === 'pair' && pair.line.state, flow?.kind === 'flow' && flow.line.state, called?.kind === 'group' && called.called[0]?.line.state];
}

test('panels judge by the seconds that were watched, as the map does', () => {
  assert.deepEqual(statesIn(topologyOf(900)), ['critical', 'critical', 'critical']);
  assert.deepEqual(statesIn(topologyOf(60)), ['ok', 'ok', 'ok'], 'of 6 attempts nothing can be said');
  assert.deepEqual(
    [900, 60].map((seconds) => sceneFor(topologyOf(seconds)).lineById.get('a0→b0')?.of.state),
    ['critical', 'ok'],
  );
});
