import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasJustAppeared } from './appeared.ts';
import { sampleEdge } from './sample-topology.ts';

test('what has no figures yet is told from what is quiet', () => {
  const having = (reason: string) => sampleEdge('a', 'b', 80, {}, { health: { state: 'unknown', reasons: [reason] } });
  assert.equal(hasJustAppeared(having('just appeared: figures come within seconds')), true);
  assert.equal(hasJustAppeared(having('nothing was seen on it')), false);
  assert.equal(hasJustAppeared(sampleEdge('a', 'b', 80)), false);
});
