import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NodeUse } from '#contract/history.ts';
import { healthOf } from './health.ts';

const use: NodeUse = {
  cpuShare: 0.5,
  load1: 16,
  memoryShare: 0.5,
  fullestShare: 0.5,
  fullestMount: '/',
  receivedBytesPerSecond: 0,
  sentBytesPerSecond: 0,
};
const fine = { state: 'ok' as const, reasons: [] };

test('a host whose disk or memory is nearly taken is not fine, and says which; one that is busy is worth a look', () => {
  assert.deepEqual(healthOf({ health: fine, use }), fine);
  assert.deepEqual(healthOf({ health: fine, use: { ...use, fullestShare: 0.93 } }), { state: 'warning', reasons: ['93\u202f% full: /'] });
  assert.deepEqual(healthOf({ health: fine, use: { ...use, cpuShare: 0.99 } }), { state: 'warning', reasons: ['99\u202f% of its CPUs are busy'] });
  assert.deepEqual(healthOf({ health: fine, use: { ...use, fullestShare: 0.93, memoryShare: 0.98 } }), {
    state: 'critical',
    reasons: ['98\u202f% of its memory is taken', '93\u202f% full: /'],
  });
});

test('what an alert says of a host stands before what is as bad, and after what is worse', () => {
  const told = { state: 'warning' as const, reasons: ['web-1 has 94 % of its memory taken.'] };
  assert.deepEqual(healthOf({ health: told, use }), told);
  assert.deepEqual(healthOf({ health: told, use: { ...use, fullestShare: 0.93 } }).reasons, [...told.reasons, '93\u202f% full: /']);
  assert.deepEqual(healthOf({ health: told, use: { ...use, fullestShare: 0.98 } }), { state: 'critical', reasons: ['98\u202f% full: /', ...told.reasons] });
});

test('what is not seen stays first of what is wrong, and what was not measured is not called full', () => {
  const away = { state: 'critical' as const, reasons: ['its agent does not answer'] };
  assert.deepEqual(healthOf({ health: away, use: { ...use, fullestShare: 0.99 } }), away);
  const unknown = { state: 'unknown' as const, reasons: ['not scraped'] };
  assert.deepEqual(healthOf({ health: unknown, use: { ...use, fullestShare: null, memoryShare: null } }), unknown);
});
