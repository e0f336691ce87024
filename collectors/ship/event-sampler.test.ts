import assert from 'node:assert/strict';
import test from 'node:test';
import { EventSampler } from './event-sampler.ts';

test('a burst passes, then a steady rate, and each event that passes says how many it stands for', () => {
  const sampler = new EventSampler({ perSecond: 1, burst: 5, allPerSecond: 100 });
  const passed: number[] = [];
  for (let nowMs = 0; nowMs < 10_000; nowMs += 10) {
    const stands = sampler.take('edge', nowMs);
    if (stands > 0) passed.push(stands);
  }
  assert.deepEqual(passed, [1, 1, 1, 1, 1, 96, 100, 100, 100, 100, 100, 100, 100, 100]);
});

test('one loud edge leaves room for the others, all together are bounded, and so is the memory', () => {
  const sampler = new EventSampler({ perSecond: 1, burst: 5, allPerSecond: 50 });
  for (let n = 0; n < 1000; n++) sampler.take('loud', 0);
  assert.equal(sampler.take('quiet', 0), 1);
  let passed = 0;
  for (let n = 0; n < 100_000; n++) if (sampler.take(`edge ${n}`, 1) > 0) passed++;
  assert.ok(passed > 30 && passed <= 50, `${passed} passed`);
});
