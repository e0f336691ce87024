import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bucketHeight, bucketSpan, heatCells, heatGaps, heatStep } from './heat.ts';

test('the ramp is logarithmic, its ends are one and the most, and zero is bare', () => {
  assert.equal(heatStep(0, 1000), 0);
  assert.equal(heatStep(1, 1000), 1);
  assert.equal(heatStep(1000, 1000), 9);
  assert.equal(heatStep(32, 1000), 5);
  assert.equal(heatStep(1, 1), 9);
});

test('a value lies within its bucket, and beyond the last bound on top', () => {
  const bounds = [0.001, 0.01, 0.1];
  assert.equal(bucketHeight(0.001, bounds), 1);
  assert.equal(bucketHeight(0.0055, bounds), 1.5);
  assert.equal(bucketHeight(0, bounds), 0);
  assert.equal(bucketHeight(5, bounds), 3);
});

test('only the buckets in use are drawn, with one beside them', () => {
  assert.deepEqual(bucketSpan([[0, 0, 0, 3, 1, 0, 0], null], 7), { from: 2, to: 5 });
  assert.deepEqual(bucketSpan([[1, 0, 0]], 3), { from: 0, to: 1 });
  assert.deepEqual(bucketSpan([null, [0, 0, 2]], 3), { from: 1, to: 2 });
  assert.deepEqual(bucketSpan([], 3), { from: 0, to: 2 });
});

test('cells are what holds something; a run of gaps is one', () => {
  const columns = [null, null, [0, 2], [0, 0], null, [1, 0]];
  assert.deepEqual(heatCells(columns), [
    { column: 2, bucket: 1, count: 2 },
    { column: 5, bucket: 0, count: 1 },
  ]);
  assert.deepEqual(heatGaps(columns), [
    { first: 0, steps: 2 },
    { first: 4, steps: 1 },
  ]);
});
