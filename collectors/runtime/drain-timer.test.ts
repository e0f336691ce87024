import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drainAll, nextWaitMs } from './drain-timer.ts';

/** The fullest that a ring gets under a writer that fills this share of it in a millisecond, from idle on. */
function fullestFrom(waitMs: number, sharePerMs: (atMs: number) => number): number {
  let fullest = 0;
  for (let atMs = 0, wait = waitMs; atMs < 10_000; ) {
    let share = 0;
    for (const end = atMs + wait; atMs < end; atMs++) share += sharePerMs(atMs);
    fullest = Math.max(fullest, share);
    wait = nextWaitMs(wait, share);
  }
  return fullest;
}

test('a load that a drain every 5 ms can bear keeps the ring below 40 %, however high it is', () => {
  for (let sharePerMs = 0.0001; sharePerMs * 5 < 0.4; sharePerMs *= 1.01) {
    const fullest = fullestFrom(5, () => sharePerMs);
    assert.ok(fullest <= 0.4, `${sharePerMs} of the ring each millisecond fill ${fullest} of it`);
  }
});

test('a writer that pauses for 20 ms finds room when it goes on', () => {
  for (let periodMs = 40; periodMs < 400; periodMs += 7) {
    const fullest = fullestFrom(5, (atMs) => (atMs % periodMs < 20 ? 0 : 0.02));
    assert.ok(fullest <= 0.8, `with a pause each ${periodMs} ms the ring fills to ${fullest}`);
  }
});

test('an idle ring is read ten times a second', () => {
  let waitMs = 5;
  for (let drains = 0; drains < 6; drains++) waitMs = nextWaitMs(waitMs, 0);
  assert.equal(waitMs, 100);
  assert.equal(nextWaitMs(waitMs, 0.05), 100);
  assert.equal(nextWaitMs(waitMs, 0.051), 5);
});

test('a ring that fails keeps no other waiting, and is read again soon', () => {
  const broken = new Error('cannot be decoded');
  const causes: unknown[] = [];
  let drained = 0;
  const failing = {
    drain: () => {
      throw broken;
    },
  };
  const fullest = drainAll([failing, { drain: () => ++drained / 100 }], (cause) => causes.push(cause));
  assert.deepEqual([drained, causes], [1, [broken]]);
  assert.equal(nextWaitMs(100, fullest), 5);
});
