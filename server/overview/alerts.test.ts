import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { alertOf } from '../fixtures/alert.ts';
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

/** As Prometheus itself counts them. */
async function promtool(series: readonly string[], samples: readonly { readonly labels: string; readonly value: number }[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'sonde-firing-'));
  try {
    const input = series.map((labels) => ({ series: `ALERTS{alertstate="firing", ${labels}}`, values: '1 1' }));
    const tests = [{ interval: '1m', input_series: input, promql_expr_test: [{ expr: firingQuery, eval_time: '1m', exp_samples: samples }] }];
    await writeFile(join(folder, 'test.yaml'), JSON.stringify({ rule_files: [], tests }));
    await promisify(execFile)('promtool', ['test', 'rules', join(folder, 'test.yaml')]);
  } finally {
    await rm(folder, { recursive: true });
  }
}

test('of the past, a page and the ticket below it are one', async () => {
  const full = 'alertname="DiskFull", domain="storage", node="a", mountpoint="/"';
  await promtool(
    [
      `${full}, severity="page"`,
      `${full}, severity="ticket"`,
      'alertname="DiskFull", domain="storage", node="a", mountpoint="/srv", severity="ticket"',
      'alertname="Busy", domain="compute", node="a", severity="ticket"',
      'alertname="Watchdog", severity="none"',
    ],
    [
      { labels: '{alertname="DiskFull", domain="storage", severity="page"}', value: 1 },
      { labels: '{alertname="DiskFull", domain="storage", severity="ticket"}', value: 1 },
      { labels: '{alertname="Busy", domain="compute", severity="ticket"}', value: 1 },
    ],
  );
});
