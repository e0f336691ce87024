import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Value } from 'typebox/value';
import { stringify } from 'yaml';
import { type Alert, Alerts } from '#contract/alerts.ts';
import type { ServerConfig } from '#contract/children.ts';
import { routes } from '#contract/routes.ts';
import { type AlertmanagerServer, alertmanagerServer, type Guard } from '../fixtures/alertmanager-server.ts';
import { type PrometheusServer, prometheusServer } from '../fixtures/prometheus-server.ts';
import { signedCertificate } from '../fixtures/signed-certificate.ts';
import { asConsole, type TestServer, testServer } from '../fixtures/test-server.ts';
import { waitFor } from '../fixtures/wait.ts';
import { type Webhook, webhook } from '../fixtures/webhook.ts';

/** An Alertmanager of somebody's own that asks who one is, has a certificate of its own authority, and lies below a path. */

type Access = Pick<ServerConfig['alerting']['alertmanager'], 'url' | 'login' | 'ca'>;

const labels = { cluster: 'test', node: 'testhost' };
const secret = 'pass word: ünd';
const login = { username: 'sonde', password: secret };

let guard: Guard;
let pager: Webhook;
let alertmanager: AlertmanagerServer;
let prometheus: PrometheusServer;

before(async () => {
  guard = { certificate: await signedCertificate('IP:127.0.0.1'), login, prefix: '/team/alerts' };
  pager = await webhook();
  alertmanager = await alertmanagerServer(guard);
  const route = { receiver: 'pager', group_by: ['alertname'], group_wait: '1s', group_interval: '1s', repeat_interval: '1d' };
  await writeFile(join(alertmanager.folder, 'alertmanager.yml'), stringify({ route, receivers: [{ name: 'pager', webhook_configs: [{ url: pager.url }] }] }));
  await alertmanager.start();
  const ca_file = join(alertmanager.folder, 'ca.crt');
  await writeFile(ca_file, guard.certificate.ca);
  prometheus = await prometheusServer([], 1, false, {
    rules: [{ alert: 'NodeBusy', expr: 'vector(0.5) > 0', labels: { severity: 'ticket', domain: 'compute' }, annotations: { summary: 'always' } }],
    alertmanager: new URL(alertmanager.url).host,
    access: { scheme: 'https', path_prefix: guard.prefix, basic_auth: login, tls_config: { ca_file } },
    labels,
  });
});

after(async () => {
  await prometheus[Symbol.asyncDispose]();
  await alertmanager[Symbol.asyncDispose]();
  pager[Symbol.dispose]();
});

const serverWith = (access: Partial<Access>): Promise<TestServer> =>
  testServer({
    prometheusUrl: prometheus.url,
    alerting: {
      alertmanager: { url: alertmanager.url, folder: join(alertmanager.folder, 'sonde'), isOurs: false, ...access },
      notify: { url: 'http://127.0.0.1:1', token: 'notify' },
      externalLabels: labels,
      ofAgent: [],
      worsening: [],
      webhooks: [],
      signingSecret: 'signing',
      webhookToken: 'webhook',
    },
  });

const inState = (server: TestServer, state: Alert['state']) =>
  waitFor(`NodeBusy to be ${state}`, async () => {
    const { json } = await server.get('/api/alerts');
    return Value.Parse(Alerts, json()).alerts.find((alert) => alert.name === 'NodeBusy' && alert.state === state);
  });

/** What the doctor says once it says this of alerts, and with what to do. */
const doctorSays = (server: TestServer, what: RegExp) =>
  waitFor(`the doctor to say ${what}`, async () => {
    const { status, json } = await server.get('/api/doctor');
    if (status !== 200) return undefined;
    const { checks } = Value.Parse(routes['GET /api/doctor'].reply, json());
    const check = checks.find(({ name }) => name === 'Alerts');
    if (check === undefined || !what.test(check.says)) throw new Error(JSON.stringify(check));
    return check;
  });

test('signed in, by a certificate of its authority: alerts arrive, are told and silenced, and the password is in no answer', async () => {
  await using server = await serverWith({ login, ca: guard.certificate.ca });
  const { id } = await inState(server, 'firing');
  await waitFor('the pager', async () => (pager.bodies.some((body) => body.includes('"NodeBusy"')) ? true : undefined));
  const send = async (method: 'POST' | 'DELETE', url: string, payload?: object) => {
    const { statusCode, json } = await server.app.inject({ method, url, headers: { host: '127.0.0.1:8400', ...asConsole }, ...(payload && { payload }) });
    assert.equal(statusCode, 200, JSON.stringify(json()));
    return json();
  };
  const made = await send('POST', '/api/silences', { alert: id, seconds: 600, who: 'eve', why: 'known' });
  assert.deepEqual(
    (await inState(server, 'silenced')).silencedBy.map(({ who, why }) => [who, why]),
    [['eve', 'known']],
  );
  await send('DELETE', `/api/silences/${made.id}`);
  await inState(server, 'firing');
  assert.equal((await doctorSays(server, /Prometheus and Alertmanager answer/)).state, 'ok');
  for (const path of ['/api/doctor', '/api/receivers', '/api/alerts']) {
    const { json } = await server.get(path);
    assert.ok(!JSON.stringify(json()).includes(secret), path);
  }
});

for (const [what, access, says] of [
  [
    'a wrong password',
    () => ({ login: { ...login, password: 'wrong' }, ca: guard.certificate.ca }),
    /refuses the name and password of alertmanager\.user and alertmanager\.passwordFile$/,
  ],
  ['nobody', () => ({ ca: guard.certificate.ca }), /asks who we are: set alertmanager\.user and alertmanager\.passwordFile, or alertmanager\.tokenFile$/],
  ['a token', () => ({ login: { token: 'wrong' }, ca: guard.certificate.ca }), /refuses the token in alertmanager\.tokenFile$/],
  ['an authority that is not named', () => ({ login }), /does not answer: .*certificate.*; alertmanager\.ca names the file of who signed its certificate$/],
  [
    'a path that is not its own',
    () => ({ url: alertmanager.url.replace('/team/alerts', ''), login, ca: guard.certificate.ca }),
    /has no \/api\/v2\/\w+: is the path in its address right\?$/,
  ],
] as const satisfies readonly (readonly [string, () => Partial<Access>, RegExp])[]) {
  test(`with ${what} the doctor says what is wrong, and which setting it is`, async () => {
    await using server = await serverWith(access());
    const { state, says: said, mend } = await doctorSays(server, says);
    assert.equal(state, 'failed');
    assert.ok(!said.includes('wrong') && !said.includes(secret), said);
    assert.match(mend, /alertmanager\.url, \.ca, \.user, \.passwordFile and \.tokenFile/);
  });
}

/** What companies have before it: it takes one token, and signs in itself. */
async function behindToken(token: string) {
  const proxy = createServer((asked, reply) => {
    if (asked.headers.authorization !== `Bearer ${token}`) return void reply.writeHead(401).end();
    const headers = { ...asked.headers, authorization: `Basic ${Buffer.from(`${login.username}:${login.password}`).toString('base64')}` };
    const passed = request(`${alertmanager.url}${asked.url}`, { method: asked.method, headers, ca: guard.certificate.ca }, (answer) => {
      reply.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(reply);
    });
    asked.pipe(passed.on('error', () => reply.destroy()));
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const stop = () => {
    proxy.close();
    proxy.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, [Symbol.dispose]: stop };
}

test('by a token, where that is what is asked for', async () => {
  using proxy = await behindToken('token-of-the-test');
  await using server = await serverWith({ url: proxy.url, login: { token: 'token-of-the-test' } });
  await inState(server, 'firing');
});

test('one that names another address is not followed there with what Sonde signs in with', async () => {
  const asked: (string | undefined)[] = [];
  const elsewhere = createServer((one, reply) => {
    asked.push(one.headers.authorization);
    reply.end('[]');
  }).listen(0, '127.0.0.1');
  await once(elsewhere, 'listening');
  const away = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`;
  const naming = createServer((_, reply) => void reply.writeHead(302, { location: away }).end()).listen(0, '127.0.0.1');
  await once(naming, 'listening');
  try {
    await using server = await serverWith({ url: `http://127.0.0.1:${(naming.address() as AddressInfo).port}`, login });
    const { says } = await doctorSays(server, /is somewhere else: it answered 302 and names /);
    assert.ok(says.endsWith(away), says);
    assert.deepEqual(asked, []);
  } finally {
    for (const one of [elsewhere, naming]) one.close().closeAllConnections();
  }
});
