import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Alert } from '#contract/alerts.ts';
import { alertOf } from '../fixtures/alert.ts';
import { changeOf, recordOf } from './changes.ts';
import { progress } from './episodes.ts';

const noon = Date.parse('2026-01-31T12:00:00Z');
const known = (...alerts: Alert[]) => new Map(alerts.map((alert) => [alert.id, alert]));
const what = (...args: Parameters<typeof progress>) => progress(...args).changes.map((change) => change.what);

test('an alert fires once, is over once, and is shown for an hour after that', () => {
  const firing = alertOf('1');
  assert.deepEqual(what(known(), [firing], noon), ['fired']);
  assert.deepEqual(what(known(firing), [firing], noon), []);
  const over = progress(known(firing), [], noon + 60_000);
  assert.deepEqual(
    over.changes.map(({ what: one }) => one),
    ['resolved'],
  );
  const [resolved] = over.alerts;
  assert.ok(resolved);
  assert.deepEqual([resolved.state, resolved.resolvedAt], ['resolved', '2026-01-31T12:01:00.000Z']);
  const later = progress(known(resolved), [], noon + 120_000);
  assert.deepEqual([later.alerts.length, later.changes.length], [1, 0]);
  const muchLater = progress(known(resolved), [], noon + 2 * 3_600_000);
  assert.deepEqual([muchLater.alerts.length, muchLater.gone], [0, [resolved.id]]);
});

test('one that was pending never fired, and so is not over', () => {
  assert.deepEqual(what(known(), [alertOf('1', { state: 'pending' })], noon), []);
  assert.equal(progress(known(), [alertOf('1', { state: 'pending' })], noon).changed.length, 0);
});

test('who silenced it and why is told, and when that ends', () => {
  const silenced = alertOf('1', { state: 'silenced', silencedBy: [{ id: 's', who: 'eve', why: 'known', until: null }] });
  const { changes } = progress(known(alertOf('1')), [silenced], noon);
  assert.deepEqual(
    changes.map(({ who, note, what: one }) => [one, who, note]),
    [['silenced', 'eve', 'known']],
  );
  assert.deepEqual(what(known(silenced), [alertOf('1')], noon), ['unsilenced']);
});

test('when it began stays as it was first seen, also where Alertmanager starts anew', () => {
  const again = alertOf('1', { since: '2026-01-31T12:30:00.000Z' });
  assert.equal(progress(known(alertOf('1')), [again], noon).alerts[0]?.since, '2026-01-31T12:00:00.000Z');
});

test('a change goes into a record and comes out of it again, and the same firing is the same record', () => {
  const fired = { what: 'fired' as const, alert: alertOf('1'), atMs: noon };
  const record = recordOf(fired, 'here');
  assert.equal(recordOf({ ...fired, atMs: noon + 5000 }, 'here').id, record.id);
  const read = changeOf(record);
  assert.deepEqual(
    [read?.what, read?.alert.name, read?.alert.value, read?.alert.entity?.id, read?.alert.labels.node],
    ['fired', 'EdgeConnectFailures', 0.5, 'web-1', 'web-1'],
  );
  assert.equal(changeOf({ ...record, type: 'deploy' }), undefined);
});
