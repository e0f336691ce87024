import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rowsToMake } from './in-sight.ts';

test('of many rows those in sight are made, and some on both sides', () => {
  assert.deepEqual(rowsToMake({ topRow: 0, rowsHigh: 30 }, 10_000), { first: 0, last: 42 });
  assert.deepEqual(rowsToMake({ topRow: 500, rowsHigh: 30 }, 10_000), { first: 488, last: 542 });
  assert.deepEqual(rowsToMake({ topRow: 9_970, rowsHigh: 30 }, 10_000), { first: 9_958, last: 10_000 });
});

test('where fewer rows are left than were scrolled past, the last of them are made', () => {
  assert.deepEqual(rowsToMake({ topRow: 9_970, rowsHigh: 30 }, 200), { first: 158, last: 200 });
  assert.deepEqual(rowsToMake({ topRow: 9_970, rowsHigh: 200 }, 160), { first: 0, last: 160 });
});
