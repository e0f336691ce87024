import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stacked } from './stack.ts';

test('each line stands on those before it, and a step of which nothing is known stays a gap', () => {
  assert.deepEqual(
    stacked([
      [1, null, null],
      [2, 3, null],
    ]),
    [
      [1, null, null],
      [3, 3, null],
    ],
  );
});
