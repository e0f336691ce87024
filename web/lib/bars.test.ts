import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axisEnd, type Bucket, barsOf, momentAt, placeOf, ticksOf, totalsOf } from './bars.ts';

const part = (name: string, count: number) => ({ name, colour: name, count });
const at = (second: number) => new Date(second * 1000).toISOString();
const bucket = (from: number, to: number, ...parts: Bucket['parts']): Bucket => ({ from: at(from), to: at(to), parts, lost: 0 });

test('bars stand upon each other from the baseline, and a single one among many is seen', () => {
  const bars = barsOf(bucket(0, 1, part('error', 1), part('warn', 0), part('info', 500)), 1000);
  assert.deepEqual(
    bars.map(({ name, y, height }) => [name, Number((y + height).toFixed(3)), height]),
    [
      ['error', 1, 0.02],
      ['info', 0.98, 0.5],
    ],
  );
});

test('an axis ends with a round number that has a half', () => {
  assert.deepEqual([0, 1, 3, 7, 41, 239, 439, 539, 2101].map(axisEnd), [2, 2, 4, 8, 50, 250, 500, 600, 2500]);
});

test('what there is of each part is summed over time', () => {
  assert.deepEqual(totalsOf([bucket(0, 1, part('error', 1), part('info', 0)), bucket(1, 2, part('error', 2))]), [part('error', 3)]);
});

test('a moment has a place among the bars, and a place its moment, be the first bar short', () => {
  const buckets = [bucket(8, 10), bucket(10, 20), bucket(20, 30)];
  for (const [second, place] of [
    [8, 0],
    [9, 1 / 6],
    [15, 0.5],
    [25, 5 / 6],
  ] as const) {
    assert.ok(Math.abs(placeOf(buckets, second * 1000) - place) < 1e-9, `${second}`);
    assert.ok(Math.abs(momentAt(buckets, place) - second * 1000) < 1e-3, `${place}`);
  }
  assert.deepEqual([placeOf(buckets, 0), placeOf(buckets, 99_000)], [0, 1]);
});

test('ticks stand at whole moments of the clock that is shown', () => {
  const minute = 60_000;
  assert.deepEqual(
    ticksOf({ fromMs: 1.5 * minute, toMs: 31 * minute }, 6, 0),
    [5, 10, 15, 20, 25, 30].map((at) => at * minute),
  );
  assert.deepEqual(ticksOf({ fromMs: 0, toMs: 120 * minute }, 2, 30 * minute), [30 * minute, 90 * minute]);
});
