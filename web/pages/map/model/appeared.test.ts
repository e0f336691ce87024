import assert from 'node:assert/strict';
import { test } from 'node:test';
import { appearedWords, hasJustAppeared } from './appeared.ts';
import { sampleEdge } from './sample-topology.ts';

const isNew = sampleEdge('a', 'b', 80, {}, { health: { state: 'unknown', reasons: ['just appeared'], justAppeared: true } });
const quiet = sampleEdge('a', 'b', 81, {}, { health: { state: 'unknown', reasons: ['nothing was seen on it'] } });

test('what has no figures yet is told from what is quiet', () => {
  assert.equal(hasJustAppeared(isNew), true);
  assert.equal(hasJustAppeared(quiet), false);
  assert.equal(hasJustAppeared(sampleEdge('a', 'b', 80)), false);
});

test('several connections have just appeared where each of them has, and none has not', () => {
  assert.equal(appearedWords([isNew, isNew]), 'just appeared.');
  assert.equal(appearedWords([isNew, quiet]), undefined);
  assert.equal(appearedWords([]), undefined);
});
