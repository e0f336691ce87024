import assert from 'node:assert/strict';
import { test } from 'node:test';
import { totalsOf } from './bars.ts';
import { severityBuckets, severityTotals } from './severities.ts';

const bucket = (counts: { info?: number; warning?: number; error?: number }) => ({ from: '2026-01-01T00:00:00Z', to: '2026-01-01T00:01:00Z', counts });

test('errors stand on the baseline, and severities without events are left out of the totals', () => {
  const histogram = { total: 6, buckets: [bucket({ info: 3, error: 1 }), bucket({ info: 2 })] };
  assert.deepEqual(
    totalsOf(severityBuckets(histogram)).map(({ name, count }) => [name, count]),
    [
      ['error', 1],
      ['info', 5],
    ],
  );
  assert.deepEqual(severityTotals(histogram), [
    { severity: 'error', count: 1 },
    { severity: 'info', count: 5 },
  ]);
});
