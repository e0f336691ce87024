import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cpuMsOf } from '#contract/fixtures/cpu-time.ts';
import { alertOf } from '../fixtures/alert.ts';
import { listed } from './listed.ts';

const all = [
  alertOf('1', { severity: 'ticket' }),
  alertOf('2', { name: 'EdgeRequestErrors', state: 'inhibited' }),
  alertOf('3', { since: '2026-01-31T12:05:00.000Z', group: { id: 'web', cause: 'web:80' } }),
  alertOf('4', { state: 'pending' }),
  alertOf('5', { state: 'resolved' }),
];
const ids = (state?: string) => listed(all, state === undefined ? {} : { state }).alerts.map(({ id }) => Number(id));

test('what fires comes first, the worst and newest of it before the rest; what is over only where it is asked for', () => {
  assert.deepEqual(ids(), [3, 1, 4, 2]);
  assert.deepEqual(ids('resolved,pending'), [4, 5]);
});

test('alerts of one cause are one group, the cause named first', () => {
  const [web, db] = listed(all, {}).groups;
  assert.deepEqual([web?.id, web?.count, web?.firing], ['web', 1, 1]);
  assert.deepEqual([db?.id, db?.names, db?.count, db?.firing, db?.severity], ['db', ['EdgeConnectFailures', 'EdgeRequestErrors'], 3, 1, 'ticket']);
});

test('what always fires and what only holds others back are in no group', () => {
  const quiet = [
    alertOf('6', { name: 'Watchdog', severity: 'none' }),
    alertOf('7', { name: 'EdgeErrorsPassedOn', severity: 'none', group: { id: 'x', cause: 'x' } }),
  ];
  const { alerts, groups, moreGroups } = listed([...all, ...quiet], {});
  assert.deepEqual([alerts.length, groups.map(({ id, count }) => [id, count]), moreGroups], [6, listed(all, {}).groups.map(({ id, count }) => [id, count]), 0]);
});

test('ten thousand alerts are listed within a second, a thousand of them and their groups', () => {
  const many = Array.from({ length: 10_000 }, (_, index) => alertOf(String(index), { group: { id: `g${index % 4000}`, cause: 'one' } }));
  assert.ok(cpuMsOf(() => listed(many, {})) < 1000);
  const { alerts, more, counts, groups, moreGroups } = listed(many, {});
  assert.deepEqual([alerts.length, more, counts.firing, groups.length], [1000, 9000, 10_000, 500]);
  const told = new Set([...alerts.map(({ group }) => group.id), ...groups.map(({ id }) => id)]);
  assert.ok(moreGroups > 2000);
  assert.equal(moreGroups, 4000 - told.size);
});

test('words find an alert wherever they stand in it, however many others fire', () => {
  const many = Array.from({ length: 10_000 }, (_, index) => alertOf(String(index), { labels: { alertname: 'EdgeConnectFailures', part: `part-${index}` } }));
  const found = (find: string) => listed(many, { find, limit: 2 });
  assert.deepEqual(
    found('PART-9876 connect').alerts.map(({ id }) => Number(id)),
    [9876],
  );
  assert.deepEqual([found('part-9876 elsewhere').alerts.length, found('part-99').more, found(' ').more], [0, 109, 9998]);
  assert.deepEqual([found('part-9876').groups.map(({ count }) => count), found('part-9876').counts.firing], [[1], 10_000]);
});
