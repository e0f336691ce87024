import assert from 'node:assert/strict';
import { test } from 'node:test';
import { duringOf } from './times.ts';

const minuteMs = 60_000;
const alert = (sinceMinute: number, endMinute: number | null) => ({
  since: new Date(sinceMinute * minuteMs).toISOString(),
  resolvedAt: endMinute === null ? null : new Date(endMinute * minuteMs).toISOString(),
});
const during = (one: ReturnType<typeof alert>, begunMinute: number, nowMinute: number) => {
  const { fromMs, toMs } = duringOf(one, begunMinute * minuteMs, nowMinute * minuteMs);
  return [fromMs / minuteMs, toMs / minuteMs];
};

test('the time of an alert begins when its condition did, and ends with it, or is not over', () => {
  assert.deepEqual(during(alert(110, null), 100, 111), [100, 111]);
  assert.deepEqual(during(alert(110, 130), 100, 500), [100, 130]);
});

test('one that has just begun is looked at over some minutes, and one that lasts over its first hour', () => {
  assert.deepEqual(during(alert(110, null), 110, 110), [105, 110]);
  assert.deepEqual(during(alert(110, null), 100, 1000), [100, 160]);
});
