import assert from 'node:assert/strict';
import { test } from 'node:test';
import { momentOfShare, rulerOf, shareOfMoment } from './ruler.ts';

const bucket = (from: number, counts: Record<string, number>) => ({
  from: new Date(from * 1000).toISOString(),
  to: new Date((from + 10) * 1000).toISOString(),
  counts,
  lost: 0,
});
const buckets = [bucket(0, { info: 5, error: 1, warn: 2 }), bucket(10, {}), bucket(20, { info: 24 })];
const { marks, places } = rulerOf({ total: 32, lost: 0, buckets });

test('errors and warnings are marked where they stand among all lines', () => {
  assert.deepEqual(marks, [
    { level: 'error', top: 0, height: 1 / 32 },
    { level: 'warn', top: 1 / 32, height: 2 / 32 },
  ]);
});

test('a time with many lines is longer than one with few, and each place leads to its moment', () => {
  for (const [second, share] of [
    [0, 0],
    [5, 0.125],
    [20, 0.25],
    [25, 0.625],
  ] as const) {
    assert.equal(shareOfMoment(places, second * 1000), share);
    if (second !== 20) assert.equal(momentOfShare(places, share), second * 1000);
  }
  assert.deepEqual([shareOfMoment(places, 15_000), shareOfMoment(places, 99_000)], [0.25, 1]);
});
