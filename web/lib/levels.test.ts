import assert from 'node:assert/strict';
import test from 'node:test';
import { barsOf, levelTotals, mostLines } from './levels.ts';

const bucket = (counts: Record<string, number>) => ({ from: '2026-01-01T00:00:00.000Z', to: '2026-01-01T00:01:00.000Z', counts, lost: 0 });

test('errors stand on the baseline, and the highest bucket fills the height', () => {
  const histogram = { total: 12, lost: 0, buckets: [bucket({ info: 6, error: 2 }), bucket({ debug: 4 })] };
  const most = mostLines(histogram);
  assert.equal(most, 8);
  assert.deepEqual(
    barsOf({ info: 6, error: 2 }, most).map(({ y, height }) => [y, height]),
    [
      [0.75, 0.25],
      [0, 0.75],
    ],
  );
  assert.deepEqual(
    levelTotals(histogram).map(({ look, lines }) => [look.level, lines]),
    [
      ['error', 2],
      ['info', 6],
      ['debug', 4],
    ],
  );
});

test('without lines there is nothing to draw', () => {
  assert.equal(mostLines({ total: 0, lost: 0, buckets: [bucket({})] }), 1);
  assert.deepEqual(barsOf({}, 1), []);
});
