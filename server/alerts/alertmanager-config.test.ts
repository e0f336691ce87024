import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import type { Target } from '#contract/receivers.ts';
import { alertmanagerConfig, type Routed } from './alertmanager-config.ts';

const targets: readonly Target[] = [
  { kind: 'webhook', url: 'https://hooks.example/a' },
  { kind: 'teams', url: 'https://teams.example/b' },
  { kind: 'custom', url: 'https://own.example/c', body: '{"text":"{{summary}}"}' },
  { kind: 'slack', url: 'https://hooks.slack.example/d', channel: '#ops: *x' },
  { kind: 'pagerduty', routingKey: 'key' },
  { kind: 'opsgenie', apiKey: 'key', apiUrl: 'https://api.opsgenie.example/' },
  { kind: 'email', to: ['a@b.example', 'c@d.example'], from: 's@b.example', smarthost: 'mail.example:587', user: 'u', password: 'p', requireTls: true },
];

const window = (id: string, value: string) => ({
  ...{ id, name: 'patching', who: 'eve', why: 'patching', active: false },
  matchers: [{ name: 'node', value, isRegex: false, isEqual: true }],
  weekdays: ['friday' as const],
  from: '22:00',
  to: '02:00',
  timeZone: 'Europe/Berlin',
});

const routed: Routed = {
  notify: { url: 'https://127.0.0.1:8400', token: 'hush', serverName: 'sonde.example' },
  ofAgent: ['NodeMemoryHigh'],
  receivers: targets.map((to, index) => ({
    name: `to ${to.kind}`,
    severities: index === 0 ? ['page', 'ticket'] : [],
    owners: ['a.b "c" \\ ü'],
    resolved: true,
    to,
  })),
  windows: [window('a', 'web-1'), window('b', 'web-1'), window('c', 'web-2')],
};

/** As Alertmanager itself reads it. */
function amtool(text: string, ...asked: string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'sonde-alertmanager-'));
  try {
    writeFileSync(join(folder, 'alertmanager.yml'), text);
    writeFileSync(join(folder, 'console.crt'), '');
    const [first = 'check-config', ...rest] = asked;
    const args = first === 'check-config' ? ['check-config', join(folder, 'alertmanager.yml')] : [...rest, `--config.file=${join(folder, 'alertmanager.yml')}`];
    return execFileSync('amtool', args, { encoding: 'utf8' });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('Alertmanager takes the configuration of every kind of receiver, with windows', () => {
  assert.match(amtool(alertmanagerConfig(routed)), /SUCCESS/);
  assert.match(amtool(alertmanagerConfig({ ...routed, receivers: [], windows: [] })), /SUCCESS/);
});

test('an alert goes to those who are told of its severity and owner; Watchdog to nobody', () => {
  const receivers = routed.receivers.map((receiver) => ({ ...receiver, owners: [] }));
  const text = alertmanagerConfig({ ...routed, receivers, windows: [] });
  const to = (...labels: string[]) => amtool(text, 'routes', 'config', 'routes', 'test', ...labels).trim();
  assert.equal(to('severity=page').split(',').length, 7);
  assert.equal(to('severity=critical').split(',').length, 7, 'in the words of others too');
  assert.ok(!to('severity=info').split(',').includes('to webhook'));
  assert.equal(to('severity=none'), 'sonde-nobody');
  assert.equal(to('severity=page', 'sonde_trial=to slack'), 'to slack');
});

test('nobody who is told sends Alertmanager on to another address', () => {
  const { receivers } = parse(alertmanagerConfig(routed));
  for (const [kind, config] of Object.entries({ slack: 'slack_configs', opsgenie: 'opsgenie_configs', webhook: 'webhook_configs' })) {
    const told = receivers.find(({ name }: { name: string }) => name === `to ${kind}`);
    assert.equal(told[config][0].http_config.follow_redirects, false, kind);
  }
});

test('windows of the same alerts are one route, and an alert in two windows is muted by either', () => {
  const { route } = parse(alertmanagerConfig(routed));
  const told = route.routes
    .at(-1)
    .routes.map(({ matchers, mute_time_intervals: muted }: { matchers: string[]; mute_time_intervals?: string[] }) => [matchers.length, muted?.length]);
  assert.deepEqual(told, [
    [2, 3],
    [1, 2],
    [1, 1],
    [1, undefined],
  ]);
});
