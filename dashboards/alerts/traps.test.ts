import assert from 'node:assert/strict';
import { test } from 'node:test';
import { oomKills } from '#contract/kernel-metrics.ts';
import { alertGroups } from './alerts.ts';
import { quiet, row } from './cases.ts';
import { absurd, growing, growingUnseen, inTurn, late, onceWrong, samplesOf, steady } from './samples.ts';
import { isTrap, trapsOf } from './traps.ts';

const alerts = alertGroups.flatMap((group) => group.alerts);
const named = (name: string) => {
  const alert = alerts.find((one) => one.name === name);
  assert.ok(alert);
  return alert;
};

test('which traps a rule has to stand follows from what it reads and compares', () => {
  const always = ['missing series', 'partly lost data'];
  assert.deepEqual(trapsOf(named('Watchdog')), []);
  assert.deepEqual(trapsOf(named('NodeOOM')), ['counter reset', ...always]);
  assert.deepEqual(trapsOf(named('EdgeRequestErrors')), ['close to the threshold', ...always]);
  assert.deepEqual(trapsOf(named('ConntrackNearFull')), ['close to the threshold', 'missing series', 'impossible sample', 'partly lost data']);
  assert.deepEqual(trapsOf(named('NodeCPUHigh')), ['close to the threshold', 'counter reset', 'missing series', 'impossible sample', 'partly lost data']);
});

test('samples are read as promtool reads them', () => {
  assert.deepEqual(samplesOf('1+2x2 stale _x2 7 _ -1-1x1 3x1', 14), [
    1,
    3,
    5,
    undefined,
    undefined,
    undefined,
    7,
    undefined,
    -1,
    -2,
    3,
    3,
    undefined,
    undefined,
  ]);
  assert.throws(() => samplesOf('1+', 1), /“1\+” is no samples/);
});

test('a case that is not the trap that it is called is found out', () => {
  const isIn = (trap: Parameters<typeof isTrap>[0], values: string, alert = 'NodeOOM') =>
    isTrap(trap, quiet(trap, 'so it says', { given: [row(oomKills, { scope: 'global' }, values)], at: '10m' }), named(alert));
  assert.ok(isIn('counter reset', inTurn(steady(3, 5), steady(0))));
  assert.ok(!isIn('counter reset', growing(1)));
  assert.ok(!isIn('counter reset', inTurn(steady(3, 25), steady(0))), 'it starts again when all is over');
  assert.ok(isIn('missing series', late(10, steady(3))));
  assert.ok(!isIn('missing series', steady(3)));
  assert.ok(isIn('partly lost data', growingUnseen(1, 5, 5)));
  assert.ok(!isIn('partly lost data', late(5, growing(1))));
  assert.ok(!isIn('impossible sample', onceWrong(1, absurd, 5)), 'of what the rule does not read as a level');

  const memoryHigh = named('NodeMemoryHigh');
  const given = memoryHigh.cases.find(({ fires }) => fires.length > 0)?.given ?? [];
  const isMissing = (rows: typeof given) => isTrap('missing series', quiet('missing series', 'so it says', { given: rows, at: '10m' }), memoryHigh);
  assert.ok(isMissing(given.slice(1)), 'one of the series with which it fires is not there');
  assert.ok(!isMissing(given));
});
