import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unwatched } from './gaps.ts';

const line = (...values: (number | null)[]) => ({ values });

test('a step in which no line has a value was not watched; zero was, and so was what one line alone lacks', () => {
  assert.deepEqual(unwatched([line(null, null, 0, null, 5, null), line(null, null, null, 7, 5, null)]), [
    { first: 0, steps: 2 },
    { first: 5, steps: 1 },
  ]);
});

test('lines of several lengths are known while one of them is; of none there is nothing to say', () => {
  assert.deepEqual(unwatched([line(1), line(1, null, 1)]), [{ first: 1, steps: 1 }]);
  assert.deepEqual(unwatched([line(1, 2)]), []);
  assert.deepEqual(unwatched([]), []);
});
