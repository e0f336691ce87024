import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evidenceOf } from './evidence.ts';

const alert = (id: string, of: string | null, severity: 'page' | 'ticket' | 'info' | 'none' = 'ticket') => ({
  id,
  name: `Name${id}`,
  severity,
  entity: of === null ? null : { kind: 'edge' as const, id: of, name: of },
});
const event = (id: string, time: string, severity: 'info' | 'warning' | 'error') => ({ id, time, severity, message: `said ${id}` });
const events = [
  event('old', '2026-01-01T10:00:00Z', 'error'),
  event('new', '2026-01-01T10:05:00Z', 'warning'),
  event('newest', '2026-01-01T10:09:00Z', 'info'),
];

test('an alert is the evidence before any event: the worst, then that of what is asked about first', () => {
  const alerts = [alert('1', 'edge'), alert('2', 'node'), alert('3', 'else', 'page'), alert('4', null, 'page')];
  assert.deepEqual(evidenceOf(['node', 'edge'], alerts, events), { kind: 'alert', id: '2', says: 'Name2' });
  assert.deepEqual(evidenceOf(['node', 'edge', 'else'], alerts, events), { kind: 'alert', id: '3', says: 'Name3' });
});

test('without an alert about it that makes it unwell, it is the newest event that is more than to know', () => {
  const alerts = [alert('1', 'else', 'page'), alert('2', 'node', 'none'), alert('3', 'node', 'info')];
  assert.deepEqual(evidenceOf(['node'], alerts, events), { kind: 'event', id: 'new', says: 'said new', atMs: Date.parse('2026-01-01T10:05:00Z') });
});

test('where nothing shows it there is no evidence', () => {
  assert.equal(evidenceOf(['node'], [], events.slice(2)), undefined);
});
