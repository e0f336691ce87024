import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFilters } from './filters.ts';
import type { MapLine } from './lines.ts';
import { mapModel } from './model.ts';
import { sampleEdge, sampleL7, sampleNode, sampleTopology } from './sample-topology.ts';

const nodes = [sampleNode('client', 0, 0), sampleNode('server', 300, 0)];

/** `ports` edges between the same two nodes, with the same failures a second on each. */
function linesOf(ports: number, failuresPerSecond: number, connectsPerSecond = 1): readonly MapLine[] {
  const edges = Array.from({ length: ports }, (_, index) =>
    sampleEdge('client', 'server', 4000 + index, {
      connectsPerSecond,
      failuresPerSecond,
      failureRatio: failuresPerSecond / (failuresPerSecond + connectsPerSecond),
    }),
  );
  return mapModel(sampleTopology(nodes, edges), readFilters(new URLSearchParams())).lines;
}

test('a few edges of a pair are lines of their own, many run as one', () => {
  assert.deepEqual(
    linesOf(3, 0).map(({ thing }) => thing.kind),
    ['edge', 'edge', 'edge'],
  );
  const [line, ...rest] = linesOf(4, 0);
  assert.deepEqual(rest, []);
  assert.deepEqual(line?.thing, { kind: 'pair', id: 'client→server' });
  assert.equal(line?.edges.length, 4);
  assert.equal(line?.sums.attemptsPerSecond, 4);
});

test('a pair is as bad as the share of its requests that fail', () => {
  const state = (errorRatio: number, requestsPerSecond = 1) => {
    const l7 = sampleL7({ seen: true, requestsPerSecond, errorsPerSecond: requestsPerSecond * errorRatio, errorRatio });
    const edges = [1, 2, 3, 4].map((port) => sampleEdge('client', 'server', port, {}, { l7 }));
    return mapModel(sampleTopology(nodes, edges), readFilters(new URLSearchParams())).lines[0]?.state;
  };
  assert.equal(state(0), 'ok');
  assert.equal(state(0.02), 'warning');
  assert.equal(state(0.05), 'critical');
  assert.equal(state(0.5, 0.001), 'ok');
});

test('the health of a pair is its failing share, once enough was tried', () => {
  const state = (failures: number, connects = 1) => linesOf(5, failures, connects)[0]?.state;
  assert.equal(state(0), 'ok');
  assert.equal(state(0.02), 'warning');
  assert.equal(state(0.2), 'critical');
  assert.equal(state(0.0001, 0.0001), 'ok');
});
