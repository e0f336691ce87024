import assert from 'node:assert/strict';
import { test } from 'node:test';
import { comparisons, earlier, readCompare } from './compare.ts';

const [hour] = comparisons;
const nowMs = Date.parse('2026-03-01T14:18:20.000Z');

test('what a link compares with is read back; what makes no sense compares with nothing', () => {
  assert.equal(readCompare(new URLSearchParams('vs=1h')), hour);
  assert.equal(readCompare(new URLSearchParams('vs=2h')), undefined);
  assert.equal(readCompare(new URLSearchParams()), undefined);
});

test('an hour ago is the same window an hour earlier; while live it moves by whole minutes', () => {
  assert.deepEqual(earlier({ kind: 'paused', range: '30m', to: '2026-03-01T14:18:20Z' }, hour, nowMs), {
    from: '2026-03-01T12:48:20.000Z',
    to: '2026-03-01T13:18:20.000Z',
  });
  assert.deepEqual(earlier({ kind: 'live', range: '30m' }, hour, nowMs), { from: '2026-03-01T12:48:00.000Z', to: '2026-03-01T13:18:00.000Z' });
});
