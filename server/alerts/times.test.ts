import assert from 'node:assert/strict';
import { test } from 'node:test';
import { comparedOf, duringOf } from './times.ts';

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

const compared = (during: readonly [number, number], begunMinute: number, keptMinute: number) => {
  const [fromMs, toMs] = [during[0] * minuteMs, during[1] * minuteMs];
  const { during: counted, before } = comparedOf({ fromMs, toMs }, begunMinute * minuteMs, keptMinute * minuteMs);
  return [counted, before].map((one) => one && [one.fromMs / minuteMs, one.toMs / minuteMs]);
};

test('lines are compared with as long a time before, or with what is kept of it', () => {
  assert.deepEqual(compared([100, 110], 100, 90), [
    [100, 110],
    [90, 100],
  ]);
  assert.deepEqual(compared([100, 110], 100, 91)[1], [90, 100], 'nobody said anything in the first minute');
  assert.deepEqual(compared([100, 110], 100, 94), [
    [100, 110],
    [94, 100],
  ]);
});

test('where Sonde is too young for that, the beginning of the alert parts what there is', () => {
  const young = compared([105, 110], 108, 104);
  assert.deepEqual(young, [
    [108, 110],
    [104, 108],
  ]);
  assert.deepEqual(compared([105, 110], 108, 107), [
    [108, 110],
    [107, 108],
  ]);
});

test('with nothing that was before there is nothing to compare with', () => {
  assert.deepEqual(compared([105, 110], 107.2, 107), [[107, 110], undefined]);
  assert.deepEqual(compared([105, 110], 105, 106), [[106, 110], undefined]);
  assert.deepEqual(compared([105, 110], 110, 107), [[107, 110], undefined], 'of the alert itself there is no time yet');
});
