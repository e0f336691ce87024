import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quantile } from './quantile.ts';
import { stepsOf } from './read-edge.ts';
import { tally } from './tally.ts';

const second = 1000;
const window = { fromMs: 0, toMs: 60 * second };
const line = (labels: Readonly<Record<string, string>>, points: readonly (readonly [second: number, value: number])[]) => ({
  labels,
  atMs: points.map(([at]) => at * second),
  values: points.map(([, value]) => value),
});
const starts = (...seconds: number[]) => [
  line(
    { __name__: 'sonde_agent_start_time_seconds', node: 'a' },
    seconds.map((at) => [at, 7]),
  ),
];

test('a step without a scrape is a gap, one with nothing counted is a zero', () => {
  const counting = tally(window, { stepMs: 15 * second, count: 4 }, 5);
  counting.add(starts(5, 10, 15, 35, 40, 45), [
    line({ __name__: 'c', node: 'a' }, [
      [5, 0],
      [10, 30],
      [15, 30],
      [35, 80],
      [40, 80],
      [45, 80],
    ]),
  ]);
  const result = counting.end();
  assert.deepEqual(result.steps('c'), [30, null, 50, null]);
  assert.deepEqual(result.rates('c'), [2, null, 50 / 30, null]);
  assert.deepEqual(result.steps('nothing'), [0, null, 0, null]);
  assert.equal(result.sum('c'), 80);
  assert.equal(result.coveredSeconds, 45);
});

test('series are found by their labels, and grouped by some of them', () => {
  const counting = tally(window, { stepMs: 60 * second, count: 1 }, 5);
  const failure = (reason: string, node: string, value: number) =>
    line({ __name__: 'f', node, reason, observed: 'client' }, [
      [5, 0],
      [10, value],
    ]);
  counting.add(starts(5, 10), [failure('refused', 'a', 3), failure('refused', 'b', 4), failure('timeout', 'a', 5)]);
  const result = counting.end();
  assert.equal(result.sum('f', { reason: 'refused' }), 7);
  assert.equal(result.sum('f', { observed: 'server' }), 0);
  assert.deepEqual(result.by('f', ['reason']), [
    { values: ['refused'], total: 7 },
    { values: ['timeout'], total: 5 },
  ]);
  assert.ok(result.has('f', { observed: 'client' }));
  assert.ok(!result.has('f', { observed: 'server' }));
});

test('what was scraped only before the window is not there in it', () => {
  const counting = tally({ fromMs: 60 * second, toMs: 120 * second }, { stepMs: 60 * second, count: 1 }, 5);
  counting.add(starts(50, 65), [line({ __name__: 'c', node: 'a' }, [[50, 9]])]);
  assert.ok(!counting.end().has('c'));
});

test('a quarter of an hour has 60 steps of 15 s; a short window has steps of two scrapes', () => {
  assert.deepEqual(stepsOf({ fromMs: 0, toMs: 900 * second }, 5), { stepMs: 15 * second, count: 60 });
  assert.deepEqual(stepsOf({ fromMs: 0, toMs: 60 * second }, 5), { stepMs: 10 * second, count: 6 });
  assert.deepEqual(stepsOf({ fromMs: 0, toMs: 86_400 * second }, 15), { stepMs: 1440 * second, count: 60 });
});

test('quantiles are those of Prometheus: linear within a bucket, the last bound beyond', () => {
  const buckets = new Map([
    [0.01, 50],
    [0.1, 90],
    [Number.POSITIVE_INFINITY, 100],
  ]);
  assert.equal(quantile(0.25, buckets), 0.005);
  assert.equal(quantile(0.7, new Map([...buckets].map(([bound, count]) => [bound * 100, count]))), 1 + 9 * 0.5);
  assert.equal(quantile(0.99, buckets), 0.1);
  assert.equal(quantile(0.5, new Map()), null);
  assert.equal(quantile(0.5, new Map([[Number.POSITIVE_INFINITY, 0]])), null);
});
