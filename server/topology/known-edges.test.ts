import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TopologyEdge } from '#contract/routes.ts';
import { knownEdges } from './known-edges.ts';

test('an edge is known once a map has it, and no longer than half a minute after a map has it no more', () => {
  let nowMs = 0;
  let ids: readonly string[] | undefined;
  const known = knownEdges(() => nowMs);
  assert.equal(known.has('a'), false);
  known.follow({ peek: () => ids && { value: { edges: ids.map((id) => ({ id }) as TopologyEdge) } } });
  assert.equal(known.has('a'), false);
  ids = ['a'];
  assert.deepEqual([known.has('a'), known.has('b')], [true, false]);
  ids = ['b'];
  nowMs += 30_000;
  assert.deepEqual([known.has('a'), known.has('b')], [false, true]);
});
