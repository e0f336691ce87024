import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alertOf } from '../fixtures/alert.ts';
import { alarmsOf } from './alarms.ts';

test('what fires says how its node or edge is; what is silenced, or only told, says nothing', () => {
  const edge = { kind: 'edge' as const, id: 'edge', name: 'a → b' };
  const alarms = alarmsOf([
    alertOf('1', { severity: 'ticket', entity: edge, summary: 'slow' }),
    alertOf('2', { entity: edge, summary: 'refused' }),
    alertOf('3', { severity: 'ticket', summary: 'full' }),
    alertOf('4', { state: 'silenced' }),
    alertOf('5', { severity: 'info', entity: { kind: 'workload', id: 'process:a', name: 'a' } }),
  ]);
  assert.deepEqual(
    [...alarms],
    [
      ['edge', { state: 'critical', reasons: ['refused'] }],
      ['host:web-1', { state: 'warning', reasons: ['full'] }],
    ],
  );
});
