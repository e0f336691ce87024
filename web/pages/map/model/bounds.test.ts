import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boundsIn } from './bounds.ts';
import { readFilters } from './filters.ts';
import { mapModel } from './model.ts';
import { sampleEdge, sampleL7, sampleNode, sampleTopology } from './sample-topology.ts';
import { sumOf } from './sums.ts';

const encrypted = { reason: 'encrypted', says: 'encrypted', connections: 2 } as const;
const seen = sampleEdge('a', 'b', 80, {}, { l7: sampleL7({ seen: true, requestsPerSecond: 5 }) });
const unseen = sampleEdge('a', 'b', 443, {}, { l7: sampleL7({ unseen: [encrypted] }) });
const mixed = sampleEdge('a', 'b', 8080, {}, { l7: sampleL7({ seen: true, requestsPerSecond: 5, unseen: [encrypted] }) });

test('requests beside connections whose requests are not seen are at least so many', () => {
  for (const [edges, partly, confidence] of [
    [[seen], false, 'full'],
    [[unseen], false, 'full'],
    [[mixed], true, 'partial'],
    [[seen, mixed], true, 'partial'],
    [[seen, unseen], false, 'full'],
  ] as const) {
    const { requests } = sumOf(edges);
    assert.deepEqual([requests.partly, requests.confidence], [partly, confidence]);
  }
});

test('why figures are bounds is told from the first edge that says so', () => {
  const bounds = (...edges: (typeof seen)[]) =>
    boundsIn(mapModel(sampleTopology([sampleNode('a', 0, 0), sampleNode('b', 300, 0)], edges), readFilters(new URLSearchParams())).edges);
  assert.deepEqual(bounds(seen, unseen), {});
  assert.deepEqual(bounds(seen, mixed), { partial: 'requests of some connections are not seen (encrypted)' });
  const lossy = sampleEdge('a', 'b', 90, {}, { confidence: { state: 'partial', lostRatio: 0.1, reasons: ['a ring overflowed'] } });
  assert.deepEqual(bounds(lossy, mixed), { partial: 'a ring overflowed' });
});
