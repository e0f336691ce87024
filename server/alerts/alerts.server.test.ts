import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { Value } from 'typebox/value';
import { stringify } from 'yaml';
import { type Alert, AlertEvidence, Alerts } from '#contract/alerts.ts';
import { routes } from '#contract/routes.ts';
import { weekdays } from '#contract/silences.ts';
import { AlertmanagerWebhook } from '#contract/webhooks.ts';
import { freePort } from '../../engines/free-port.ts';
import { type AlertmanagerServer, alertmanagerServer } from '../fixtures/alertmanager-server.ts';
import { type PrometheusServer, prometheusServer } from '../fixtures/prometheus-server.ts';
import { asConsole, type TestServer, testServer } from '../fixtures/test-server.ts';
import { waitFor } from '../fixtures/wait.ts';
import { labels, rule, rules } from './fixtures/causes-and-consequences.ts';

const hooked: string[] = [];
const hook = createServer(async (request, reply) => {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  hooked.push(body);
  reply.end();
});
let alertmanager: AlertmanagerServer;
let prometheus: PrometheusServer;
let server: TestServer;

before(async () => {
  hook.listen(0, '127.0.0.1');
  await once(hook, 'listening');
  alertmanager = await alertmanagerServer();
  const at = new URL(alertmanager.url);
  prometheus = await prometheusServer([], 1, false, { rules: [], alertmanager: at.host, labels });
  const port = await freePort();
  server = await testServer({
    listen: { host: '127.0.0.1', port },
    prometheusUrl: prometheus.url,
    alerting: {
      // It asks for no password; that it is ours makes the server write and reload it.
      alertmanager: { url: alertmanager.url, folder: alertmanager.folder, isOurs: true },
      notify: { url: `http://127.0.0.1:${port}`, token: 'notify' },
      externalLabels: labels,
      ofAgent: ['NodeMemoryHigh', 'NodeFsAlmostFull'],
      worsening: ['LogLag'],
      webhooks: [{ url: `http://127.0.0.1:${(hook.address() as AddressInfo).port}/` }],
      signingSecret: 'signing',
      webhookToken: 'webhook',
    },
  });
  await server.app.listen({ host: '127.0.0.1', port });
  await addWindows();
  await alertmanager.start();
  // An Alertmanager that starts while they fire tells of what comes first, be it a consequence.
  await prometheus.readRules('told', stringify({ groups: [{ name: 'test', rules }] }));
});

after(async () => {
  await server[Symbol.asyncDispose]();
  await prometheus[Symbol.asyncDispose]();
  await alertmanager[Symbol.asyncDispose]();
  hook.close();
});

/** With the port that it listens on. */
const get = (url: string) => server.get(url, { host: `127.0.0.1:${server.config.listen.port}` });

async function alerts(query = ''): Promise<Alerts> {
  const { status, json } = await get(`/api/alerts${query}`);
  const answer = json();
  if (status !== 200 || !Value.Check(Alerts, answer)) throw new Error(`${status} ${JSON.stringify(answer)}`);
  return answer;
}

async function named(name: string): Promise<Alert | undefined> {
  return (await alerts()).alerts.find((alert) => alert.name === name);
}

async function send(method: 'POST' | 'PUT' | 'DELETE', url: string, body?: object) {
  const headers = { host: `127.0.0.1:${server.config.listen.port}`, ...asConsole };
  const response = await server.app.inject({ method, url, headers, ...(body && { payload: body }) });
  return { status: response.statusCode, json: response.json() };
}

/** Three that NodeWarm is in, of which the last alone is open. */
async function addWindows() {
  const today = new Date().getUTCDay();
  const window = { name: 'patching', who: 'eve', why: 'fans', from: '00:00', to: '24:00', timeZone: 'UTC' };
  const matchers = (name: string, value: string) => [{ name, value, isRegex: false, isEqual: true }];
  const closed = { ...window, weekdays: [weekdays[(today + 2) % 7]] };
  const added = [
    { ...closed, matchers: matchers('alertname', 'NodeWarm') },
    { ...closed, matchers: matchers('domain', 'warmth') },
    { ...window, weekdays, matchers: matchers('aspect', 'fans') },
  ];
  for (const one of added) assert.equal((await send('POST', '/api/maintenance-windows', one)).status, 200);
}

test('what Prometheus fires is one alert with what Alertmanager makes of it', async () => {
  const consequence = await waitFor('the consequence to be inhibited', async () => {
    const alert = await named('EdgeRequestErrors');
    return alert?.state === 'inhibited' ? alert : undefined;
  });
  assert.deepEqual(
    consequence.inhibitedBy.map(({ name }) => name),
    ['EdgeConnectFailures'],
  );
  // Prometheus tells of them one group after another, and each stands as firing until its cause has come.
  const { alerts: all, counts } = await waitFor('every consequence to be inhibited', async () => {
    const told = await alerts();
    return told.counts.inhibited === 5 ? told : undefined;
  });
  assert.deepEqual(all.map(({ name, state }) => [name, state]).sort(), [
    ['AgentDown', 'firing'],
    ['EdgeConnectFailures', 'firing'],
    ['EdgeLatencyHigh', 'inhibited'],
    ['EdgeLatencyPassedOn', 'firing'],
    ['EdgeRequestErrors', 'inhibited'],
    ['Later', 'pending'],
    ['LogLag', 'firing'],
    ['LogLag', 'firing'],
    ['LogLag', 'firing'],
    ['LogLag', 'inhibited'],
    ['NodeBusy', 'firing'],
    ['NodeFsAlmostFull', 'firing'],
    ['NodeFsAlmostFull', 'inhibited'],
    ['NodeFsFillingUp', 'firing'],
    ['NodeKernelOops', 'firing'],
    ['NodeMemoryHigh', 'inhibited'],
    ['NodeWarm', 'silenced'],
  ]);
  assert.deepEqual([counts.firing, counts.inhibited, counts.pending], [10, 5, 1]);
  const cause = all.find(({ name }) => name === 'EdgeConnectFailures');
  assert.deepEqual([cause?.value, cause?.threshold, cause?.unit, cause?.entity?.kind, cause?.entity?.name], [0.5, 0, 'ratio', 'edge', 'shop → db:5432']);
  assert.equal(all.find(({ name }) => name === 'NodeBusy')?.entity?.id, 'testhost');
});

test('the webhook is told of the cause and not of the consequence, in the words of Alertmanager', async () => {
  const told = await waitFor('the webhook', async () => hooked.find((body) => body.includes('EdgeConnectFailures')));
  const body: unknown = JSON.parse(told);
  assert.ok(Value.Check(AlertmanagerWebhook, body));
  assert.deepEqual([body.status, body.receiver, body.alerts.length], ['firing', 'webhook', 1]);
  assert.ok(!hooked.some((other) => /EdgeRequestErrors|EdgeLatency/.test(other)));
});

test('the doctor says how many are told', async () => {
  const { checks } = Value.Parse(routes['GET /api/doctor'].reply, (await get('/api/doctor')).json());
  assert.match(
    checks.find(({ name }) => name === 'Notifications')?.says ?? '',
    /^1 receiver is told of alerts; (nothing waits|1 message waits|\d+ messages wait) to be sent$/,
  );
});

test('the overview counts the cause, and not what follows from it', async () => {
  const overview = (await get('/api/overview')).json();
  assert.ok(Value.Check(routes['GET /api/overview'].reply, overview));
  const network = overview.lights.find(({ name }) => name === 'network');
  assert.deepEqual(
    network?.things.map(({ kind, id, state }) => [kind, id, state]),
    [['alerts', 'EdgeConnectFailures', 'critical']],
  );
  assert.deepEqual(
    network?.inputs.filter(({ name }) => name === 'alerts firing').map(({ value, query }) => [value, query]),
    [[1, '']],
  );
});

test('an agent that is down holds back what it alone would count; a page is told all the same', async () => {
  for (const page of ['NodeKernelOops', 'NodeFsAlmostFull']) await waitFor(`${page} at the webhook`, async () => hooked.find((body) => body.includes(page)));
  assert.ok(!hooked.some((body) => body.includes('NodeMemoryHigh')));
});

test('an alert comes with its graph and its history', async () => {
  const alert = await named('EdgeConnectFailures');
  const { json } = await get(`/api/alerts/${alert?.id}`);
  const evidence = json();
  assert.ok(Value.Check(AlertEvidence, evidence));
  assert.deepEqual([evidence.graph?.threshold, evidence.graph?.comparison], [0, '>']);
  assert.ok(evidence.graph?.series.length === 1);
  const history = await get(`/api/alerts/${alert?.id}/history`);
  assert.match(JSON.stringify(history.json()), /"what":"fired"/);
});

test('an alert is acknowledged and noted upon, and both are in its history', async () => {
  const alert = await named('EdgeConnectFailures');
  assert.equal((await send('POST', `/api/alerts/${alert?.id}/acknowledge`, { who: 'eve' })).status, 200);
  assert.equal((await send('POST', `/api/alerts/${alert?.id}/notes`, { who: 'eve', note: 'the disk' })).status, 200);
  assert.equal((await named('EdgeConnectFailures'))?.acknowledged?.who, 'eve');
  const { json } = await get('/api/alert-history?name=EdgeConnectFailures');
  for (const what of ['acknowledged', 'noted', 'fired']) assert.match(JSON.stringify(json()), new RegExp(`"what":"${what}"`));
});

test('a silence says who, why and until when, and ends when it is told to', async () => {
  const alert = await named('NodeBusy');
  const { status, json } = await send('POST', '/api/silences', { alert: alert?.id, seconds: 600, who: 'eve', why: 'known' });
  assert.equal(status, 200, JSON.stringify(json));
  const silenced = await waitFor('the silence', async () => ((await named('NodeBusy'))?.state === 'silenced' ? await named('NodeBusy') : undefined));
  assert.deepEqual(
    silenced.silencedBy.map(({ who, why }) => [who, why]),
    [['eve', 'known']],
  );
  assert.equal((await send('DELETE', `/api/silences/${json.id}`)).status, 200);
  await waitFor('the end of the silence', async () => ((await named('NodeBusy'))?.state === 'firing' ? true : undefined));
  assert.equal(
    (await send('POST', '/api/silences', { matchers: [{ name: 'a', value: '', isRegex: false, isEqual: true }], seconds: 60, who: 'e', why: 'w' })).status,
    400,
  );
});

test('a maintenance window silences what it matches, and one that Alertmanager does not take leaves all as it was', async () => {
  const matchers = [{ name: 'alertname', value: 'Node.*', isRegex: true, isEqual: true }];
  const window = { name: 'patching', who: 'eve', why: 'kernels', matchers, weekdays, from: '00:00', to: '24:00', timeZone: 'UTC' };
  const { status, json } = await send('POST', '/api/maintenance-windows', window);
  assert.deepEqual([status, json.active], [200, true], JSON.stringify(json));
  await waitFor('the window', async () => ((await named('NodeBusy'))?.state === 'silenced' ? true : undefined));
  const broken = await send('PUT', `/api/maintenance-windows/${json.id}`, { ...window, matchers: [{ ...matchers[0], value: '(' }] });
  assert.equal(broken.status, 400, JSON.stringify(broken.json));
  assert.equal((await send('DELETE', `/api/maintenance-windows/${json.id}`)).status, 200);
});

test('receivers are added, shown without their secrets, and never sent to the metadata of a cloud', async () => {
  const slack = { severities: ['page'], owners: [], resolved: true, to: { kind: 'slack', url: 'https://hooks.slack.example/hush' } };
  assert.equal((await send('POST', '/api/receivers', { name: 'ops', ...slack })).status, 200);
  assert.doesNotMatch(JSON.stringify((await get('/api/receivers')).json()), /hush|signing/);
  const meta = { ...slack, to: { ...slack.to, url: 'http://169.254.169.254/' } };
  assert.equal((await send('POST', '/api/receivers', { name: 'meta', ...meta })).status, 400);
  assert.equal((await send('PUT', '/api/receivers/ops', meta)).status, 400);
  assert.equal((await send('POST', '/api/receivers', { name: 'tpl', ...slack, to: { ...slack.to, channel: '{{ .Foo }}' } })).status, 400);
  assert.equal((await send('POST', '/api/receivers', { name: 'file', ...slack, to: { kind: 'slack', api_url_file: '/etc/passwd' } })).status, 400);
  assert.equal((await send('DELETE', '/api/receivers/ops')).status, 200);
});

test('Alertmanager away: the last answer stands, marked; nothing is over because of it', async () => {
  await alertmanager.kill();
  const stale = await waitFor('the mark', async () => {
    const answer = await alerts();
    return answer.stale === null ? undefined : answer;
  });
  assert.match(stale.stale?.reason ?? '', /Alertmanager .* does not answer/);
  assert.equal(stale.counts.firing, 10);
  await alertmanager.start();
  await waitFor('its return', async () => ((await alerts()).stale === null ? true : undefined));
  assert.doesNotMatch(JSON.stringify((await get('/api/alert-history')).json()), /"what":"resolved"/);
});

const prometheusFires = async (name: string) => {
  const { alerts: all } = (await (await fetch(`${prometheus.url}/api/v1/alerts`)).json()).data;
  return all.some(({ labels: { alertname }, state }: { labels: { alertname: string }; state: string }) => alertname === name && state === 'firing');
};

test('Prometheus and Alertmanager start anew: what fires is not over because of it, and who looks after it still does', async () => {
  const reads = (expr: string) =>
    prometheus.readRules('slow', stringify({ groups: [{ name: 'slow', rules: [rule('Slow', { expr, for: '4s', labels: { severity: 'ticket' } })] }] }));
  const look = () => server.services.alerting.alerts.live.refresh();
  await reads('vector(1)');
  const slow = await waitFor('it to fire', async () => {
    const alert = await named('Slow');
    return alert?.state === 'firing' ? alert : undefined;
  });
  assert.equal((await send('POST', `/api/alerts/${slow.id}/acknowledge`, { who: 'eve' })).status, 200);
  await Promise.all([alertmanager.kill(), prometheus.stop()]);
  await Promise.all([alertmanager.start(), prometheus.start()]);
  const seen = new Set<string>();
  await waitFor('Prometheus to fire it anew', async () => {
    await look();
    const alert = await named('Slow');
    seen.add([alert?.state, alert?.since, alert?.acknowledged?.who].join());
    return (await prometheusFires('Slow')) ? true : undefined;
  });
  await look();
  assert.deepEqual([...seen], [['firing', slow.since, 'eve'].join()]);
  const history = async () => JSON.stringify((await get('/api/alert-history?name=Slow')).json());
  assert.doesNotMatch(await history(), /"what":"resolved"/);
  assert.equal((await named('Slow'))?.acknowledged?.who, 'eve');
  await reads('vector(1) > 1');
  await waitFor('its end', async () => ((await history()).includes('"what":"resolved"') ? true : undefined));
  assert.equal((await named('Slow'))?.acknowledged ?? null, null);
});

test('an alert in three windows, of which one is open, is not told of', () => assert.ok(!hooked.some((body) => body.includes('NodeWarm'))));
