import assert from 'node:assert/strict';
import test from 'node:test';
import { totalsOf } from './bars.ts';
import { levelBuckets, levelTotals } from './levels.ts';

const bucket = (counts: Record<string, number>) => ({ from: '2026-01-01T00:00:00.000Z', to: '2026-01-01T00:01:00.000Z', counts, lost: 0 });

test('errors stand on the baseline, and levels without lines are left out of the totals', () => {
  const histogram = { total: 12, lost: 0, buckets: [bucket({ info: 6, error: 2 }), bucket({ debug: 4 })] };
  const expected = [
    ['error', 2],
    ['info', 6],
    ['debug', 4],
  ];
  assert.deepEqual(
    totalsOf(levelBuckets(histogram)).map(({ name, count }) => [name, count]),
    expected,
  );
  assert.deepEqual(
    levelTotals(histogram).map(({ look, lines }) => [look.level, lines]),
    expected,
  );
});
