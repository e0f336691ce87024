import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shareOf, sumOf, zeroWhere } from './series.ts';

test('what did not happen is zero where something else did, and a gap stays a gap', () => {
  assert.deepEqual(zeroWhere([1, null, 3], undefined), [0, null, 0]);
  assert.deepEqual(zeroWhere([1, null, 3], [null, 2, 1]), [0, 2, 1]);
});

test('sums take what there is', () => {
  assert.deepEqual(
    sumOf([
      [1, null, null],
      [2, 3, null],
    ]),
    [3, 3, null],
  );
  assert.deepEqual(sumOf([]), []);
});

test('of nothing there is no share', () => {
  assert.deepEqual(shareOf([1, 0, null], [4, 0, 2]), [0.25, null, 0]);
});
