import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'yaml';
import { alertmanagerConfig, type Routed } from './alertmanager-config.ts';
import { crossing, routed, targets, windowOf } from './fixtures/all-routed.ts';

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

test('of a host whose agent is away nobody is told that what reads its lines is away too', () => {
  const { inhibit_rules: rules } = parse(alertmanagerConfig(routed)) as {
    inhibit_rules: { source_matchers: string[]; target_matchers: string[]; equal: string[] }[];
  };
  const held = rules.filter(({ target_matchers }) => target_matchers.some((text) => text.includes('LogPartDown')));
  assert.deepEqual(held, [{ source_matchers: ['alertname="AgentDown"'], target_matchers: ['alertname="LogPartDown"'], equal: ['cluster', 'node'] }]);
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

test('Watchdog goes to whom it is meant for, often; what only holds others back goes to nobody', () => {
  const routesFor = (severities: Routed['receivers'][number]['severities']) => {
    const receivers = routed.receivers.slice(0, 1).map((one) => ({ ...one, owners: [], severities }));
    const { routes } = parse(alertmanagerConfig({ ...routed, receivers, windows: [] })).route as { routes: { matchers: string[]; repeat_interval?: string }[] };
    return routes.slice(1).map(({ matchers, repeat_interval: repeat }) => [...matchers, ...(repeat === undefined ? [] : [repeat])]);
  };
  const watchdog = ['alertname="Watchdog"', '15m'];
  assert.deepEqual(routesFor(['none']), [watchdog]);
  assert.deepEqual(routesFor(['none', 'info']), [watchdog, ['severity=~"info"']]);
  assert.deepEqual(routesFor([]), [['severity!="none"']]);
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

const routesFor = (windows: Routed['windows']): MutedRoute[] => parse(alertmanagerConfig({ ...routed, windows })).route.routes.at(-1).routes;

test('an alert is muted by every window that it is in, however many, and a page repeats every four hours all the same', () => {
  const routes = routesFor([
    windowOf('a', { node: 'n' }),
    windowOf('b', { domain: 'd' }),
    windowOf('c', { alertname: 'A' }),
    windowOf('d', { node: 'other' }),
    windowOf('e', { node: 'n' }),
  ]);
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
  const nodes = Array.from({ length: 64 }, (_, at) => windowOf(`${at}`, { node: `n${at}` }));
  assert.equal(count(routesFor(nodes)), 1 + 2 * 64);
  assert.throws(() => alertmanagerConfig({ ...routed, windows: crossing(9) }), /give some of them the same matchers/);
});
