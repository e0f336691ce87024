import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CounterRows } from './counter-rows.ts';

test('a row counts from when it was first seen', () => {
  const rows = new CounterRows();
  assert.deepEqual(rows.gains('a', [100, 5]), [0, 0]);
  assert.deepEqual(rows.gains('a', [130, 5]), [30, 0]);
  assert.deepEqual(rows.gains('b', [7]), [0]);
});

test('a row that began since the last look has gained all that it has', () => {
  const rows = new CounterRows();
  rows.begin('new', 2);
  assert.deepEqual(rows.gains('new', [3, 4]), [3, 4]);
  rows.begin('new', 2);
  assert.deepEqual(rows.gains('new', [4, 4]), [1, 0]);
});

test('a counter that went back began anew', () => {
  const rows = new CounterRows();
  rows.gains('a', [1000]);
  assert.deepEqual(rows.gains('a', [40]), [40]);
  assert.deepEqual(rows.gains('a', [50]), [10]);
});

test('a counter of 32 bits wraps, and may begin anew as well', () => {
  const rows = new CounterRows({ wrapsAt: 2 ** 32 });
  rows.gains('a', [2 ** 32 - 10]);
  assert.deepEqual(rows.gains('a', [5]), [15]);
  rows.gains('b', [5000]);
  assert.deepEqual(rows.gains('b', [20]), [20]);
});

test('a little back is no new beginning, and is not counted twice', () => {
  const rows = new CounterRows({ jitter: 10 });
  rows.gains('a', [100]);
  assert.deepEqual(rows.gains('a', [95]), [0]);
  assert.deepEqual(rows.gains('a', [102]), [2]);
  assert.deepEqual(rows.gains('a', [50]), [50]);
});

test('a missing value is made up for, and takes none of its row with it', () => {
  const rows = new CounterRows();
  rows.gains('a', [1, 10]);
  assert.deepEqual(rows.gains('a', [undefined, 20]), [undefined, 10]);
  assert.deepEqual(rows.gains('a', [4, 30]), [3, 10]);
});

test('rows that are gone are forgotten', () => {
  const rows = new CounterRows();
  rows.gains('a', [1]);
  rows.keepOnly(new Set(['b']));
  assert.deepEqual(rows.gains('a', [9]), [0]);
});
