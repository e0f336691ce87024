import assert from 'node:assert/strict';
import { access, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Value } from 'typebox/value';
import { stringify } from 'yaml';
import { type Alert, Alerts } from '#contract/alerts.ts';
import { routes } from '#contract/routes.ts';
import { weekdays } from '#contract/silences.ts';
import { type AlertmanagerServer, alertmanagerServer } from '../fixtures/alertmanager-server.ts';
import { type PrometheusServer, prometheusServer } from '../fixtures/prometheus-server.ts';
import { asConsole, type TestServer, testServer } from '../fixtures/test-server.ts';
import { waitFor } from '../fixtures/wait.ts';
import { type Webhook, webhook } from '../fixtures/webhook.ts';

/** An Alertmanager that was there before Sonde: its configuration, its receivers, alerts and silences of others. */

const labels = { cluster: 'test', node: 'testhost' };
const rule = (alert: string, severity: string) => ({
  alert,
  expr: 'vector(0.5) > 0',
  labels: { severity, domain: 'compute' },
  annotations: { summary: 'always', threshold: '0', unit: 'ratio', expression_value: 'vector(0.5)', comparison: '>' },
});

/** As somebody has it: its own groups, its own words for severities, its own inhibition. */
const theirConfig = (url: string) =>
  stringify({
    route: { receiver: 'pager', group_by: ['alertname'], group_wait: '1s', group_interval: '1s', repeat_interval: '1d' },
    receivers: [{ name: 'pager', webhook_configs: [{ url }] }],
    inhibit_rules: [{ source_matchers: ['alertname="TheirOutage"'], target_matchers: ['alertname="NodeQuiet"'] }],
  });

let pager: Webhook;
let ours: Webhook;
let alertmanager: AlertmanagerServer;
let prometheus: PrometheusServer;
let server: TestServer;

before(async () => {
  pager = await webhook();
  ours = await webhook();
  alertmanager = await alertmanagerServer();
  await writeFile(join(alertmanager.folder, 'alertmanager.yml'), theirConfig(pager.url));
  await alertmanager.start();
  await ask('POST', '/api/v2/alerts', [{ labels: { alertname: 'TheirOutage', severity: 'critical', team: 'db' }, endsAt: soon(60) }]);
  prometheus = await prometheusServer([], 1, false, {
    rules: [rule('NodeBusy', 'ticket'), rule('NodeOOM', 'page'), rule('NodeQuiet', 'ticket'), rule('NodeWarm', 'ticket')],
    alertmanager: new URL(alertmanager.url).host,
    labels,
  });
  server = await testServer({
    prometheusUrl: prometheus.url,
    alerting: {
      alertmanager: { url: alertmanager.url, folder: join(alertmanager.folder, 'sonde'), isOurs: false },
      notify: { url: 'http://127.0.0.1:1', token: 'notify' },
      externalLabels: labels,
      ofAgent: [],
      worsening: [],
      webhooks: [{ url: ours.url }],
      signingSecret: 'signing',
      webhookToken: 'webhook',
    },
  });
});

after(async () => {
  await server[Symbol.asyncDispose]();
  await prometheus[Symbol.asyncDispose]();
  await alertmanager[Symbol.asyncDispose]();
  pager[Symbol.dispose]();
  ours[Symbol.dispose]();
});

const soon = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();

async function ask(method: 'GET' | 'POST', path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${alertmanager.url}${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  assert.equal(response.status, 200, text);
  return text === '' ? undefined : JSON.parse(text);
}

async function alerts(): Promise<Alerts> {
  const { json } = await server.get('/api/alerts');
  return Value.Parse(Alerts, json());
}
const named = async (name: string): Promise<Alert | undefined> => (await alerts()).alerts.find((alert) => alert.name === name);
const inState = (name: string, state: Alert['state']) =>
  waitFor(`${name} to be ${state}`, async () => {
    const alert = await named(name);
    return alert?.state === state ? alert : undefined;
  });

async function send(method: 'POST' | 'DELETE', url: string, body?: object) {
  const response = await server.app.inject({ method, url, headers: { host: '127.0.0.1:8400', ...asConsole }, ...(body && { payload: body }) });
  return { status: response.statusCode, json: response.json() };
}

test('what Sonde’s rules fire reaches it, and whom it tells', async () => {
  for (const name of ['NodeBusy', 'NodeOOM']) {
    await waitFor(`${name} at the pager`, async () => (pager.bodies.some((body) => body.includes(`"${name}"`)) ? true : undefined));
    assert.equal((await inState(name, 'firing')).source, 'sonde');
  }
  assert.deepEqual(ours.bodies, [], 'the webhooks of Sonde’s own configuration are none of its receivers');
});

test('its inhibitions hold, and what others tell it is listed as theirs', async () => {
  const quiet = await inState('NodeQuiet', 'inhibited');
  assert.deepEqual(
    quiet.inhibitedBy.map(({ name }) => name),
    ['TheirOutage'],
  );
  const theirs = await inState('TheirOutage', 'firing');
  assert.deepEqual([theirs.source, theirs.severity], ['alertmanager', 'page']);
});

test('a silence that is made here is its own, and one that somebody made there holds here', async () => {
  const { id } = await inState('NodeBusy', 'firing');
  const made = await send('POST', '/api/silences', { alert: id, seconds: 600, who: 'eve', why: 'known' });
  assert.equal(made.status, 200, JSON.stringify(made.json));
  const told = await ask('GET', `/api/v2/silence/${made.json.id}`);
  assert.deepEqual([Reflect.get(Object(told), 'createdBy'), Reflect.get(Object(told), 'comment')], ['eve', 'known']);
  assert.deepEqual(
    (await inState('NodeBusy', 'silenced')).silencedBy.map(({ who }) => who),
    ['eve'],
  );
  assert.equal((await send('DELETE', `/api/silences/${made.json.id}`)).status, 200);
  await inState('NodeBusy', 'firing');

  const matchers = [{ name: 'alertname', value: 'NodeWarm', isRegex: false, isEqual: true }];
  await ask('POST', '/api/v2/silences', { matchers, startsAt: soon(0), endsAt: soon(10), createdBy: 'jo', comment: 'by hand' });
  assert.deepEqual(
    (await inState('NodeWarm', 'silenced')).silencedBy.map(({ who, why }) => [who, why]),
    [['jo', 'by hand']],
  );
  const { json } = await server.get('/api/silences');
  const { silences } = Value.Parse(routes['GET /api/silences'].reply, json());
  assert.ok(silences.some(({ who, alerts: count }) => who === 'jo' && count === 1));
});

test('who looks after an alert is known here', async () => {
  const { id } = await inState('NodeOOM', 'firing');
  assert.equal((await send('POST', `/api/alerts/${id}/acknowledge`, { who: 'eve', note: 'the cache' })).status, 200);
  assert.equal((await named('NodeOOM'))?.acknowledged?.who, 'eve');
});

test('a window that it does not know silences nothing, and it is said who decides', async () => {
  const matchers = [{ name: 'alertname', value: 'NodeOOM', isRegex: false, isEqual: true }];
  const window = { name: 'patching', who: 'eve', why: 'kernels', matchers, weekdays, from: '00:00', to: '24:00', timeZone: 'UTC' };
  assert.equal((await send('POST', '/api/maintenance-windows', window)).status, 200);
  assert.deepEqual([(await named('NodeOOM'))?.state, (await named('NodeOOM'))?.silencedBy], ['firing', []]);
  const { json } = await server.get('/api/maintenance-windows');
  const told = Value.Parse(routes['GET /api/maintenance-windows'].reply, json());
  assert.deepEqual([told.decidedBy, told.windows.length], [alertmanager.url, 1]);
});

test('a receiver is kept for it; one that it would have to go to is not tried, with the reason', async () => {
  const slack = { severities: ['page'], owners: [], resolved: true, to: { kind: 'slack', url: 'https://hooks.slack.example/hush' } };
  assert.equal((await send('POST', '/api/receivers', { name: 'ops', ...slack })).status, 200);
  const tried = await send('POST', '/api/receivers/ops/test');
  assert.deepEqual([tried.status, tried.json.accepted], [200, false]);
  assert.match(tried.json.says, /decides who is told, and does not know ops/);
  const { json } = await server.get('/api/receivers');
  assert.equal(Value.Parse(routes['GET /api/receivers'].reply, json()).decidedBy, alertmanager.url);
  assert.ok(!JSON.stringify(await ask('GET', '/api/v2/alerts')).includes('ops'), 'nobody is paged by a test');
});

test('the doctor says who decides', async () => {
  const checks = await waitFor('the doctor', async () => {
    const { status, json } = await server.get('/api/doctor');
    return status === 200 ? Value.Parse(routes['GET /api/doctor'].reply, json()) : undefined;
  });
  const said = JSON.stringify(checks);
  assert.ok(said.includes(`the Alertmanager at ${alertmanager.url} decides who is told; Sonde has 2 receivers`), said);
});

test('its configuration stays what it was; what Sonde’s own would be is a file beside it', async () => {
  const status = await ask('GET', '/api/v2/status');
  assert.match(String(Object(status).config.original), /receiver: pager/);
  assert.equal(await readFile(join(alertmanager.folder, 'alertmanager.yml'), 'utf8'), theirConfig(pager.url));
  await access(join(alertmanager.folder, 'sonde', 'alertmanager.yml'));
  const metrics = await (await fetch(`${alertmanager.url}/metrics`)).text();
  const loads = /alertmanager_config_last_reload_success_timestamp_seconds ([\d.e+]+)/.exec(metrics)?.[1];
  const began = /process_start_time_seconds ([\d.e+]+)/.exec(metrics)?.[1];
  assert.ok(Math.abs(Number(loads) - Number(began)) < 10, 'nobody had it read its configuration again');
});

test('while it is away nothing is over, and that is said; then all goes on', async () => {
  await alertmanager.kill();
  const stale = await waitFor('the mark', async () => {
    const answer = await alerts();
    return answer.stale === null ? undefined : answer;
  });
  assert.match(stale.stale?.reason ?? '', /Alertmanager .* does not answer/);
  assert.equal(stale.alerts.find(({ name }) => name === 'NodeOOM')?.state, 'firing');
  await alertmanager.start();
  await waitFor('its return', async () => ((await alerts()).stale === null ? true : undefined));
  await inState('NodeOOM', 'firing');
});
