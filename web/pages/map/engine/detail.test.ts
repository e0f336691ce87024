import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Topology, TopologyEdge, TopologyGroup } from '#contract/routes.ts';
import { readFilters } from '../model/filters.ts';
import { mapModel } from '../model/model.ts';
import { sampleEdge, sampleL7, sampleNode, sampleTopology } from '../model/sample-topology.ts';
import { RouteBook } from '../scene/route-book.ts';
import { type Scene, sceneOf } from '../scene/scene.ts';
import { sentenceOf } from '../scene/sentence.ts';
import { detailOf } from './detail.ts';

const group = (name: string, x: number): TopologyGroup => ({
  ...{ id: `namespace:${name}`, kind: 'namespace', name, nodes: 1 },
  ...{ x: x - 16, y: -44, width: 176, height: 108 },
});

/** One node each in two groups, and these edges between them. */
function topologyWith(edges: TopologyEdge[], watchedSeconds = 900): Topology {
  const nodes = ['a', 'b'].map((name, column) => sampleNode(`${name}0`, column * 440, 0, { group: `namespace:${name}` }));
  return { ...sampleTopology(nodes, edges), groups: [group('a', 0), group('b', 440)], watchedSeconds };
}

/** Four ports at each of which every second connect fails: 0.1 are tried in a second, all together. */
function topologyOf(watchedSeconds: number): Topology {
  const half = { connectsPerSecond: 0.0125, failuresPerSecond: 0.0125, failureRatio: 0.5 };
  return topologyWith(
    [1, 2, 3, 4].map((port) => sampleEdge('a0', 'b0', port, half)),
    watchedSeconds,
  );
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

const flowThing = { kind: 'flow', id: 'namespace:a→namespace:b' } as const;

/** What the map, the keyboard and the panels of the flow and of its group say of it. */
function saidOf(edges: TopologyEdge[]): readonly unknown[] {
  const topology = topologyWith(edges);
  const scene = sceneFor(topology);
  const sentence = sentenceOf({ scene, far: false }, flowThing);
  const [, flow, called] = statesIn(topology);
  const { all } = scene.flows;
  return [all[0]?.state, scene.farFlows.all[0]?.state, /connections?, ([\w ]+),/.exec(sentence)?.[1], flow, called];
}

const everywhere = (state: string, words: string) => [state, state, words, state, state];

test('what leads from one group to another is as well on the map as in its words and its panels', () => {
  const once = { failuresPerSecond: 1 / 900, failureRatio: 1 };
  assert.deepEqual(saidOf([sampleEdge('a0', 'b0', 80, once)]), everywhere('ok', 'fine'), 'one connect failed of one');
  const l7 = sampleL7({ seen: true, requestsPerSecond: 1000, errorRatio: 0 });
  const half = { connectsPerSecond: 1, failuresPerSecond: 1, failureRatio: 0.5 };
  assert.deepEqual(
    saidOf([sampleEdge('a0', 'b0', 80, half, { l7 })]),
    everywhere('critical', 'critical'),
    'many good requests do not thin out failed connects',
  );
  const unknown = { health: { state: 'unknown' as const, reasons: [] } };
  assert.deepEqual(saidOf([sampleEdge('a0', 'b0', 80, {}, unknown)]), everywhere('unknown', 'not known'));
});
