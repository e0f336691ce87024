import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Alert } from '#contract/alerts.ts';
import { alertOf } from '../fixtures/alert.ts';
import { progress } from './episodes.ts';
import { withHeld } from './held.ts';

const before = alertOf('1');
const eve = { who: 'eve', at: '2026-01-31T12:00:00.000Z', note: '' };
const pending = alertOf('1', { state: 'pending', since: '2026-01-31T12:10:00.000Z', value: 0.7 });

function stands(known: Alert, seen: readonly Alert[], isOver: (name: string, isPending: boolean) => boolean) {
  const all = new Map([[known.id, known]]);
  const { alerts, changes } = progress(all, withHeld({ known: all, seen, isOver, acknowledged: new Map([[known.id, eve]]) }), Date.now());
  return [alerts.map(({ state, since, value }) => [state, since, value]), changes.map(({ what }) => what)];
}

test('of a Prometheus that just started, one that is not there or not told yet is not over', () => {
  assert.deepEqual(
    stands(before, [], () => false),
    [[['firing', before.since, 0.5]], []],
  );
  assert.deepEqual(
    stands(before, [pending], (_, isPending) => !isPending),
    [[['firing', before.since, 0.7]], []],
  );
  const silenced = alertOf('1', { state: 'silenced' });
  assert.deepEqual(
    stands(silenced, [pending], () => false),
    [[['silenced', before.since, 0.7]], []],
  );
});

test('it is over where Prometheus looked for long enough, and where it is none of its own', () => {
  assert.deepEqual(stands(before, [], (_, isPending) => !isPending)[1], ['resolved']);
  assert.deepEqual(stands(before, [pending], () => true)[1], ['resolved']);
  const foreign: Alert = { ...before, source: 'grafana' };
  assert.deepEqual(stands(foreign, [], () => false)[1], ['resolved']);
});

test('one that is held keeps who looks after it, and one that was over stays over', () => {
  const all = new Map([before, alertOf('2', { state: 'resolved' })].map((alert) => [alert.id, alert]));
  const held = withHeld({ known: all, seen: [], isOver: () => false, acknowledged: new Map([[before.id, eve]]) });
  assert.deepEqual(
    held.map(({ id, acknowledged }) => [id, acknowledged?.who]),
    [[before.id, 'eve']],
  );
});
