import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BackOff } from './back-off.ts';

test('pauses double from 0.2 s to 5 s', () => {
  const backOff = new BackOff();
  assert.deepEqual(
    Array.from({ length: 7 }, () => backOff.pauseAfter(0)),
    [200, 400, 800, 1600, 3200, 5000, 5000],
  );
});

test('10 s of health start them again, less does not', () => {
  const backOff = new BackOff();
  assert.deepEqual(
    [0, 0, 9_999, 10_000, 0].map((readyForMs) => backOff.pauseAfter(readyForMs)),
    [200, 400, 800, 200, 400],
  );
});
