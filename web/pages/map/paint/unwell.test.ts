import assert from 'node:assert/strict';
import { test } from 'node:test';
import { apart } from './unwell.ts';

test('marks that would lie on each other leave the first, which is the worst', () => {
  const room = { width: 18, height: 16 };
  const critical = { x: 10, y: 10 };
  const beside = { x: 28, y: 10 };
  const below = { x: 10, y: 26 };
  const hidden = [
    { x: 27, y: 25 },
    { x: 0, y: 0 },
  ];
  assert.deepEqual(apart([critical, beside, below, ...hidden], room), [critical, beside, below]);
});
