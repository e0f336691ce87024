import assert from 'node:assert/strict';
import { test } from 'node:test';
import { together } from './confidence.ts';

const full = { state: 'full', lostRatio: 0, reasons: [] } as const;
const lossy = (lostRatio: number, ...reasons: string[]) => ({ state: 'partial' as const, lostRatio, reasons });

test('what two counts lack is told once, with the larger share', () => {
  assert.deepEqual(together([lossy(0.01, 'restarted', 'tcp lost 2 events'), { ...full, reasons: [] }, lossy(0.1, 'restarted', 'l7 lost 5 events')]), [
    lossy(0.1, 'restarted', 'tcp lost 2 events', 'l7 lost 5 events'),
  ]);
});

test('bounds and estimates are not told as one, and what is whole lacks nothing', () => {
  const estimated = { state: 'estimated' as const, lostRatio: 0, reasons: ['one of 4 is read'] };
  assert.deepEqual(together([estimated, lossy(0, 'restarted')]), [lossy(0, 'restarted'), estimated]);
  assert.deepEqual(together([{ ...full, reasons: [] }]), []);
});
