import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isPastMoment, isPastNow, processCount, processTitle } from './process-words.ts';

const nowMs = Date.parse('2026-01-01T12:00:00Z');

test('a window that follows the clock is never past; one that is held is, after a while', () => {
  assert.equal(isPastNow({ kind: 'live', range: '1h' }, nowMs), false);
  assert.equal(isPastNow({ kind: 'paused', range: '1h', to: '2026-01-01T11:59:00Z' }, nowMs), false);
  assert.equal(isPastNow({ kind: 'paused', range: '1h', to: '2026-01-01T11:58:00Z' }, nowMs), true);
  assert.equal(isPastNow({ kind: 'fixed', from: '2026-01-01T10:00:00Z', to: '2026-01-01T11:00:00Z' }, nowMs), true);
  assert.deepEqual([isPastMoment(new Date().toISOString()), isPastMoment(new Date(Date.now() - 600_000).toISOString())], [false, true]);
});

test('those that are only counted are processes too', () => {
  const one = { node: 'n', pid: 1, name: 'a', command: 'a', startedAt: '', cpuSeconds: 0, cpuCores: null, residentBytes: 0, connections: null };
  assert.equal(processCount({ processes: [one], more: 0 }), '1 process');
  assert.equal(processCount({ processes: [one], more: 1999 }), '2\u202f000 processes');
});

test('a title that says more than the name is told', () => {
  assert.equal(processTitle({ name: 'nginx', command: 'nginx: worker process' }), 'nginx: worker process');
  assert.equal(processTitle({ name: 'postgres', command: '/usr/lib/postgresql/15/bin/postgres -D data' }), 'postgres');
});
