import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sampling } from './sampling.ts';

/** Sweeps every 5 s on a clock of its own, at the given CPU seconds a second. */
function swept() {
  let nowMs = 0;
  let seconds = 0;
  const applied: number[] = [];
  const estimates = [0, 0, 0, 0, 0, 0];
  const sweep = sampling({
    budgetCores: 0.5,
    kernelSeconds: () => seconds,
    estimates: () => [...estimates],
    apply: (halvings) => applied.push(halvings),
    nowMs: () => nowMs,
  });
  const count = (weight: number, requests: number) => {
    estimates[Math.log2(weight) - 1] = (estimates[Math.log2(weight) - 1] ?? 0) + requests;
  };
  const run = (cores: number, sweeps: number) => {
    let factor = 0;
    for (let i = 0; i < sweeps; i++) {
      nowMs += 5000;
      seconds += cores * 5;
      factor = sweep();
    }
    return factor;
  };
  return { run, count, applied };
}

test('within the budget every connection is followed', () => {
  const { run, applied } = swept();
  assert.equal(run(0.49, 1000), 1);
  assert.deepEqual(applied, []);
});

test('beyond the budget half as many are followed at each sweep, one in 64 at least', () => {
  const { run, applied } = swept();
  assert.equal(run(0.6, 1), 2);
  assert.equal(run(0.6, 1), 4);
  assert.equal(run(0.6, 100), 64);
  assert.deepEqual(applied, [1, 2, 3, 4, 5, 6]);
});

test('after a calm minute twice as many are followed, step by step', () => {
  const { run } = swept();
  assert.equal(run(0.6, 2), 4);
  assert.equal(run(0.3, 1000), 4);
  assert.equal(run(0.1, 11), 4);
  assert.equal(run(0.1, 1), 2);
  assert.equal(run(0.1, 12), 1);
  assert.equal(run(0.1, 600), 1);
});

test('while requests are counted that stand for others the factor says so, also once all new connections are followed', () => {
  const { run, count } = swept();
  run(0.6, 3);
  count(8, 100);
  assert.equal(run(0.1, 36), 1);
  count(8, 1);
  count(2, 5);
  assert.equal(run(0.1, 1), 8);
  count(2, 5);
  assert.equal(run(0.1, 1), 2);
  assert.equal(run(0.1, 1), 1);
});
