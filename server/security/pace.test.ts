import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProblemError } from '../problem.ts';
import { pace } from './pace.ts';

test('so many pass at once, then as many as the time allows, and the rest is told to come again', () => {
  let nowMs = 0;
  const passes = pace({ burst: 3, perSecond: 2 }, () => nowMs);
  const isLet = () => {
    try {
      passes();
      return true;
    } catch (error) {
      assert.ok(error instanceof ProblemError && error.status === 429);
      return false;
    }
  };
  assert.deepEqual([isLet(), isLet(), isLet(), isLet()], [true, true, true, false]);
  nowMs = 1000;
  assert.deepEqual([isLet(), isLet(), isLet()], [true, true, false]);
  nowMs = 1e6;
  assert.deepEqual([isLet(), isLet(), isLet(), isLet()], [true, true, true, false]);
});
