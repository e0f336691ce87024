import assert from 'node:assert/strict';
import { test } from 'node:test';
import { agentStarts, exactCounts } from './raw-counts.ts';

const series = (name: string, values: readonly (number | null)[], node = 'host') => {
  const there = values.flatMap((value, index) => (value === null ? [] : [{ ms: index * 5000, value }]));
  return { labels: { __name__: name, node }, atMs: there.map(({ ms }) => ms), values: there.map(({ value }) => value) };
};

function total(values: readonly (number | null)[], window = { fromMs: 0, toMs: 1e9 }, started: readonly number[] = []): number {
  const starts = agentStarts();
  starts.add(series('sonde_agent_start_time_seconds', started));
  let sum = 0;
  exactCounts(window, starts, (_series, _ms, delta) => {
    sum += delta;
  }).add(series('sonde_tcp_connects_total', values));
  return sum;
}

test('what was counted is the sum of the positive deltas', () => {
  assert.equal(total([0, 0, 7, 7, 50]), 50);
  assert.equal(total([100, 100, 107]), 7);
  assert.equal(total([]), 0);
});

test('a counter that falls began again at 0', () => {
  assert.equal(total([100, 120, 3, 5]), 25);
});

test('a counter that is higher than before, but of an agent that was restarted, began again at 0', () => {
  assert.equal(total([10, 20, 90, 91], undefined, [1, 1, 2, 2]), 10 + 90 + 1);
});

test('a series that appears starts at its first sample', () => {
  assert.equal(total([null, null, 0, 4]), 4);
  assert.equal(total([null, null, 40, 44]), 4);
});

test('a hole in the samples loses nothing', () => {
  assert.equal(total([10, null, null, null, 60]), 50);
});

test('the sample before the window says where a series stood; what comes after the window is not counted', () => {
  assert.equal(total([5, 10, 30, 70], { fromMs: 7000, toMs: 12_000 }), 20);
  assert.equal(total([5, 10, 30, 70], { fromMs: 5000, toMs: 15_000 }), 60);
});

test('samples that come in portions give what they give at once', () => {
  const values = [3, 8, 8, 20, 1, 1, 6, 90];
  const whole = { fromMs: 0, toMs: 1e9 };
  let sum = 0;
  const counts = exactCounts(whole, agentStarts(), (_series, _ms, delta) => {
    sum += delta;
  });
  const all = series('sonde_tcp_connects_total', values);
  for (let start = 0; start < values.length; start += 3) {
    counts.add({ labels: all.labels, atMs: all.atMs.slice(start, start + 3), values: all.values.slice(start, start + 3) });
  }
  assert.equal(sum, total(values));
});

test('series of two nodes are kept apart', () => {
  const sums = new Map<string, number>();
  const counts = exactCounts({ fromMs: 0, toMs: 1e9 }, agentStarts(), ({ labels: { node = '' } }, _ms, delta) => {
    sums.set(node, (sums.get(node) ?? 0) + delta);
  });
  counts.add(series('sonde_tcp_connects_total', [0, 5], 'a'));
  counts.add(series('sonde_tcp_connects_total', [100, 101], 'b'));
  assert.deepEqual(
    [...sums],
    [
      ['a', 5],
      ['b', 1],
    ],
  );
});
