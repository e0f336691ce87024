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
  worsening: ['LogLag'],
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

test('who cannot connect to a server keeps nobody from being told of the errors that others get of it', () => {
  const { inhibit_rules: rules } = parse(alertmanagerConfig(routed)) as {
    inhibit_rules: { source_matchers: string[]; target_matchers: string[]; equal: string[] }[];
  };
  const equal = rules.flatMap((rule) =>
    rule.source_matchers.some((text) => text.includes('EdgeConnectFailures')) && rule.target_matchers.some((text) => text.includes('EdgeRequestErrors'))
      ? [rule.equal.filter((label) => label.startsWith('client'))]
      : [],
  );
  assert.deepEqual(equal, [['client_kind', 'client_namespace', 'client']]);
});

test('a page holds back only what is told at two severities, by its name: not each ticket is held against each page', () => {
  const heldByPages = (config: Routed) =>
    (parse(alertmanagerConfig(config)) as { inhibit_rules: { source_matchers: string[]; target_matchers: string[] }[] }).inhibit_rules
      .filter(({ target_matchers }) => target_matchers.includes('severity=~"ticket|info"'))
      .map(({ source_matchers, target_matchers }) => [source_matchers, target_matchers]);
  const named = 'alertname=~"LogLag|NodeInodesLow"';
  assert.deepEqual(heldByPages({ ...routed, worsening: ['LogLag', 'NodeInodesLow'] }), [
    [
      [named, 'severity="page"'],
      [named, 'severity=~"ticket|info"'],
    ],
  ]);
  assert.deepEqual(heldByPages({ ...routed, worsening: [] }), []);
});

test('each trial is a group of its own, of which nobody was told before', () => {
  const routes: { matchers: string[]; group_by?: string[] }[] = parse(alertmanagerConfig(routed)).route.routes;
  const trials = routes.filter(({ matchers }) => matchers.some((text) => text.startsWith('sonde_trial=')));
  assert.deepEqual(
    trials.map(({ group_by }) => group_by),
    targets.map(() => ['...']),
  );
});

test('nobody who is told sends Alertmanager on to another address', () => {
  const { receivers } = parse(alertmanagerConfig(routed));
  for (const [kind, config] of Object.entries({ slack: 'slack_configs', opsgenie: 'opsgenie_configs', webhook: 'webhook_configs' })) {
    const told = receivers.find(({ name }: { name: string }) => name === `to ${kind}`);
    assert.equal(told[config][0].http_config.follow_redirects, false, kind);
  }
});

interface MutedRoute {
  readonly matchers: readonly string[];
  readonly mute_time_intervals?: readonly string[];
  readonly repeat_interval?: string;
  readonly routes: readonly MutedRoute[];
}

/** By which windows an alert with these labels is muted, as Alertmanager finds its route: the first that matches, and of its children. */
function mutedBy(routes: readonly MutedRoute[], labels: Readonly<Record<string, string>>, above: { by: readonly string[]; repeat?: string } = { by: [] }) {
  const isIn = ({ matchers }: MutedRoute) => matchers.every((text) => Object.entries(labels).some(([name, value]) => text === `${name}="${value}"`));
  const route = routes.find(isIn);
  if (route === undefined) return above;
  const repeat = route.repeat_interval ?? above.repeat;
  return mutedBy(route.routes, labels, { by: route.mute_time_intervals ?? [], ...(repeat !== undefined && { repeat }) });
}

const of = (id: string, matchers: Readonly<Record<string, string>>) => ({
  ...window(id, ''),
  matchers: Object.entries(matchers).map(([name, value]) => ({ name, value, isRegex: false, isEqual: true })),
});
const routesFor = (windows: Routed['windows']): MutedRoute[] => parse(alertmanagerConfig({ ...routed, windows })).route.routes.at(-1).routes;

test('an alert is muted by every window that it is in, however many, and a page repeats every four hours all the same', () => {
  const routes = routesFor([of('a', { node: 'n' }), of('b', { domain: 'd' }), of('c', { alertname: 'A' }), of('d', { node: 'other' }), of('e', { node: 'n' })]);
  const labels = { node: 'n', domain: 'd', alertname: 'A', severity: 'ticket' };
  assert.deepEqual(mutedBy(routes, labels), { by: ['window-a', 'window-e', 'window-b', 'window-c'] });
  assert.deepEqual(mutedBy(routes, { ...labels, domain: '' }), { by: ['window-a', 'window-e', 'window-c'] });
  assert.deepEqual(mutedBy(routes, { ...labels, node: 'other' }), { by: ['window-b', 'window-c', 'window-d'] });
  assert.deepEqual(mutedBy(routes, { ...labels, node: '', domain: '' }), { by: ['window-c'] });
  assert.deepEqual(mutedBy(routes, { ...labels, severity: 'page' }), { by: ['window-a', 'window-e', 'window-b', 'window-c'], repeat: '4h' });
  assert.deepEqual(mutedBy(routes, { severity: 'page' }), { by: [], repeat: '4h' });
});

test('windows of 64 nodes are 64 routes; more of them over each other than can be told apart are refused', () => {
  const count = (routes: readonly MutedRoute[]): number => routes.reduce((sum, { routes: below }) => sum + 1 + count(below), 0);
  const nodes = Array.from({ length: 64 }, (_, at) => of(`${at}`, { node: `n${at}` }));
  assert.equal(count(routesFor(nodes)), 1 + 2 * 64);
  const crossing = (many: number) => Array.from({ length: many }, (_, at) => of(`${at}`, { [`label${at}`]: 'x' }));
  assert.match(amtool(alertmanagerConfig({ ...routed, windows: crossing(8) })), /SUCCESS/);
  assert.throws(() => alertmanagerConfig({ ...routed, windows: crossing(9) }), /give some of them the same matchers/);
});
