import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alertInput, alertThings, firingByLight } from './alerts.ts';

const firing = (alertname: string, severity: string, value: number, domain?: string) => ({
  labels: { alertname, severity, ...(domain !== undefined && { domain }) },
  value,
});

test('alerts light what they are about; what says nothing of it has a light of its own', () => {
  const lights = firingByLight([
    firing('A', 'page', 1, 'network'),
    firing('B', 'page', 2),
    firing('C', 'ticket', 1, 'weather'),
    firing('D', 'info', 1, 'logs'),
  ]);
  assert.deepEqual(
    [...lights].map(([name, samples]) => [name, samples.length]),
    [
      ['network', 1],
      ['other', 2],
      ['logs', 1],
    ],
  );
});

test('all alerts of a light are one thing to look at, as bad as the worst; what is only to know is counted and colours nothing', () => {
  const samples = [firing('Slow', 'ticket', 40), firing('Down', 'page', 1), firing('Busy', 'info', 3)];
  assert.deepEqual(alertThings('compute', samples), [{ kind: 'alerts', id: 'compute', name: '41 alerts fire', state: 'critical', says: 'Down, Slow' }]);
  assert.deepEqual(alertThings('compute', [firing('Down', 'page', 1)])[0], {
    kind: 'alerts',
    id: 'Down',
    name: '1 alert fires',
    state: 'critical',
    says: 'Down',
  });
  assert.deepEqual(alertThings('compute', [firing('Busy', 'info', 3)]), []);
  const { value, state } = alertInput([firing('Busy', 'info', 3)]);
  assert.deepEqual([value, state], [3, 'ok']);
});
