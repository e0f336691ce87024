import assert from 'node:assert/strict';
import { test } from 'node:test';
import { everything, inScope } from '../../../lib/scope.ts';
import { outOfScope } from './ground.ts';
import { sampleEdge, sampleNode, sampleTopology } from './sample-topology.ts';

const whole = sampleTopology(
  [sampleNode('shop', 0, 0), sampleNode('db', 200, 0), sampleNode('idle', 0, 62), sampleNode('agent', 0, 124, { own: true })],
  [sampleEdge('shop', 'db', 5432), sampleEdge('agent', 'db', 5432, {}, { own: true })],
);
const outside = (workload: string | undefined, own = false) => outOfScope(whole, inScope(whole, { ...everything, workload }, new Map()), own);

test('edges that the scope leaves out are counted, Sonde’s own only where they are shown', () => {
  assert.deepEqual([outside('gone'), outside('idle'), outside('agent')], [1, 1, 1]);
  assert.deepEqual([outside('gone', true), outside('agent', true)], [2, 1]);
  assert.deepEqual([outside(undefined), outside(undefined, true), outside('db')], [0, 0, 0]);
});
