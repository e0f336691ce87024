import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alertOf } from '../fixtures/alert.ts';
import { promtoolFinds } from '../fixtures/promtool.ts';
import { alertInput, alertThings, firingByLight, firingNow, firingQuery } from './alerts.ts';

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
  assert.equal(alertThings('other', samples)[0]?.id, '', 'they have no word in common');
  assert.equal(alertThings('compute', [firing('Slow', 'ticket', 3333)])[0]?.name, '3\u202f333 alerts fire');
  assert.deepEqual(alertThings('compute', [firing('Down', 'page', 1)])[0], {
    kind: 'alerts',
    id: 'Down',
    name: '1 alert fires',
    state: 'critical',
    says: 'Down',
  });
  assert.deepEqual(alertThings('compute', [firing('Busy', 'info', 3)]), []);
  const { value, state } = alertInput({ samples: [firing('Busy', 'info', 3)], query: firingQuery });
  assert.deepEqual([value, state], [3, 'ok']);
});

test('now, what is silenced, follows from another or is over lights nothing, and an alert of others does', () => {
  const lights = firingByLight(
    firingNow([
      alertOf('1'),
      alertOf('2'),
      alertOf('3', { severity: 'ticket', state: 'inhibited' }),
      alertOf('4', { name: 'Quiet', state: 'silenced' }),
      alertOf('5', { name: 'Later', state: 'pending' }),
      alertOf('6', { name: 'Over', state: 'resolved' }),
      alertOf('7', { name: 'Watchdog', severity: 'none' }),
      alertOf('8', { name: 'Theirs', source: 'grafana', domain: 'other', severity: 'ticket' }),
    ]),
  );
  assert.deepEqual(
    [...lights],
    [
      ['network', [firing('EdgeConnectFailures', 'page', 2, 'network')]],
      ['other', [firing('Theirs', 'ticket', 1, 'other')]],
    ],
  );
});

test('of the past, a page and the ticket below it are one', async () => {
  const full = 'alertname="DiskFull", domain="storage", node="a", mountpoint="/"';
  const series = [
    `${full}, severity="page"`,
    `${full}, severity="ticket"`,
    'alertname="DiskFull", domain="storage", node="a", mountpoint="/srv", severity="ticket"',
    'alertname="Busy", domain="compute", node="a", severity="ticket"',
    'alertname="Watchdog", severity="none"',
  ];
  await promtoolFinds(
    firingQuery,
    series.map((labels) => ({ series: `ALERTS{alertstate="firing", ${labels}}`, value: 1 })),
    [
      { labels: '{alertname="DiskFull", domain="storage", severity="page"}', value: 1 },
      { labels: '{alertname="DiskFull", domain="storage", severity="ticket"}', value: 1 },
      { labels: '{alertname="Busy", domain="compute", severity="ticket"}', value: 1 },
    ],
  );
});
