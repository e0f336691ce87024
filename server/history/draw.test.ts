import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endingAt, stepsIn, valuesIn } from './draw.ts';

const second = 1000;

test('a quarter of an hour has 60 steps of three scrapes, on multiples of their length', () => {
  const steps = stepsIn({ fromMs: 1_000_003 * second, toMs: 1_000_903 * second }, 5);
  assert.deepEqual([steps.stepSeconds, steps.count, steps.rateSeconds], [15, 60, 20]);
  assert.equal(steps.startMs % (15 * second), 0);
  assert.ok(steps.startMs > 1_000_003 * second && steps.endMs <= 1_000_903 * second);
});

test('a window shorter than a step has one', () => {
  assert.equal(stepsIn({ fromMs: 0, toMs: 4 * second }, 5).count, 1);
});

test('a step without a value is a gap, and so is one that is no number', () => {
  const steps = stepsIn({ fromMs: 0, toMs: 60 * second }, 5);
  assert.deepEqual(valuesIn(steps, { atMs: [15 * second, 45 * second, 60 * second], values: [1, 0, Number.NaN] }), [1, null, 0, null]);
});

test('steps that end at a moment are as long and as many as those on the grid', () => {
  const grid = stepsIn({ fromMs: 1_000_003 * second, toMs: 1_000_903 * second }, 5);
  const steps = endingAt(grid, 1_000_903 * second);
  assert.equal(steps.endMs, 1_000_903 * second);
  assert.equal((steps.endMs - steps.startMs) / 1000 / steps.stepSeconds, steps.count - 1);
});
