import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { Value } from 'typebox/value';
import type { ServerConfig } from '#contract/children.ts';
import type { NewReceiver, Target } from '#contract/receivers.ts';
import type { WindowInput } from '#contract/silences.ts';
import { AlertmanagerWebhook } from '#contract/webhooks.ts';
import { testConfig } from '../fixtures/test-server.ts';
import { webhook } from '../fixtures/webhook.ts';
import { ownMetrics } from '../own-metrics.ts';
import { ProblemError } from '../problem.ts';
import { sqliteAlerts } from '../store/alerts/sqlite-alerts.ts';
import { sqliteStore } from '../store/sqlite.ts';
import { type Alerting, openAlerting } from './alerting.ts';
import { sampleNotification } from './shapes.ts';
import { isTrial } from './trial.ts';

interface Opened extends AsyncDisposable {
  readonly alerting: Alerting;
}

const noRules = JSON.stringify({ data: { groups: [] } });

/** What stands for Prometheus, which has no rule, and for Alertmanager: refuses a configuration that names "refusable", as its tool alone would not, and notes what it is handed. */
async function alertmanager(configuration: string) {
  const handed: string[] = [];
  const server = createServer(async (request, reply) => {
    if (request.url === '/api/v2/alerts' && request.method === 'POST') handed.push(await text(request));
    const isRefused = request.url === '/-/reload' && (await readFile(configuration, 'utf8')).includes('refusable');
    reply.writeHead(isRefused ? 400 : 200, { 'content-type': 'application/json' }).end(request.url?.startsWith('/api/v1/') ? noRules : '[]');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { handed, url: `http://127.0.0.1:${port}`, stop: () => server.close() };
}

/** With Alertmanager, as far as it matters here. */
async function routed() {
  const folder = await mkdtemp(join(tmpdir(), 'sonde-routed-'));
  const configuration = join(folder, 'alertmanager.yml');
  const { handed, url, stop } = await alertmanager(configuration);
  const { alerting, [Symbol.asyncDispose]: close } = await opened([], { url, folder, isOurs: true, login: { username: 'sonde', password: 'hush' } });
  const dispose = async () => {
    await close();
    stop();
    await rm(folder, { recursive: true });
  };
  return { alerting, handed, written: () => readFile(configuration, 'utf8'), [Symbol.asyncDispose]: dispose };
}

/** With receivers that were kept before; Prometheus is not there, nor is Alertmanager where none is given. */
async function opened(kept: readonly NewReceiver[] = [], given?: ServerConfig['alerting']['alertmanager']): Promise<Opened> {
  const folder = await mkdtemp(join(tmpdir(), 'sonde-alerting-'));
  const store = sqliteAlerts(join(folder, 'alerts.db'));
  await store.change('receiver', { put: kept.map((receiver) => ({ id: receiver.name, value: receiver })) });
  await store[Symbol.asyncDispose]();
  const records = await sqliteStore({ path: join(folder, 'records.db'), maxBytes: 10e6, onMovedAside: (file) => assert.fail(`${file} was moved aside`) });
  const config = testConfig(folder);
  const alerting = await openAlerting({
    config: given === undefined ? config : { ...config, prometheusUrl: given.url, alerting: { ...config.alerting, alertmanager: given } },
    records,
    metrics: ownMetrics('0'),
    isOnMap: () => false,
    onFailure: () => () => undefined,
  });
  const dispose = async () => {
    await alerting[Symbol.asyncDispose]();
    await records[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  };
  return { alerting, [Symbol.asyncDispose]: dispose };
}

const told = (to: Target) => ({ name: to.kind, severities: [], owners: [], resolved: true, to });

/** Of each kind that names where it is told: one that is told at this host. */
const at = (host: string): readonly Target[] => [
  { kind: 'webhook', url: `http://${host}/` },
  { kind: 'teams', url: `http://${host}/` },
  { kind: 'custom', url: `http://${host}/`, body: '{}' },
  { kind: 'slack', url: `http://${host}/` },
  { kind: 'opsgenie', apiKey: 'key', apiUrl: `http://${host}/` },
  { kind: 'email', to: ['a@b.example'], from: 's@b.example', smarthost: `${host}:25`, requireTls: true },
];

const isForbidden = (error: unknown) => error instanceof ProblemError && error.status === 400 && /link-local or metadata/.test(error.message);

test('no receiver of any kind is kept that is told at the metadata of a cloud, whether it is added or changed', async () => {
  await using server = await opened();
  const { receivers } = server.alerting;
  for (const to of at('127.0.0.1')) await receivers.add(told(to));
  for (const host of ['169.254.169.254', '0xa9fea9fe', '[fe80::1]', 'metadata.google.internal'])
    for (const to of at(host)) {
      await assert.rejects(receivers.add({ ...told(to), name: 'another' }), isForbidden, `${to.kind} ${host}`);
      await assert.rejects(receivers.change(to.kind, told(to)), isForbidden, `${to.kind} ${host}`);
    }
  for (const { to } of receivers.known()) assert.match(JSON.stringify(to), /127\.0\.0\.1/);
});

test('a receiver whose name means the metadata of a cloud by now is not tried, whoever would go there', async () => {
  await using server = await opened(at('169.254.169.254').map(told));
  for (const { kind } of at('')) {
    const { accepted, says } = await server.alerting.test(kind);
    assert.equal(accepted, false, kind);
    assert.match(says, /link-local or metadata/, kind);
  }
});

test('an address that nobody can read is refused as such', async () => {
  await using server = await opened();
  for (const host of ['[', 'hooks.example\\@169.254.169.254'])
    for (const to of at(host)) await assert.rejects(server.alerting.receivers.add(told(to)), /no address that can be read/, `${to.kind} ${host}`);
});

test('an alert that is told to others is Sonde’s own from then on', async () => {
  await using server = await opened([told({ kind: 'webhook', url: 'http://127.0.0.1:1/' })]);
  const { outbox, incoming } = server.alerting;
  const notification = sampleNotification('webhook', 'Ours');
  await outbox.take('webhook', notification, JSON.stringify(notification));
  assert.deepEqual(await incoming.takeAlertmanager(notification), { taken: 0, known: 0, own: 1 });
});

test('a trial that comes back is no alert, of this Sonde or of another', async () => {
  using hook = await webhook();
  await using server = await opened([told({ kind: 'webhook', url: hook.url })]);
  const { incoming } = server.alerting;
  assert.equal((await server.alerting.test('webhook')).accepted, true);
  const came: unknown = JSON.parse(hook.bodies[0] ?? '');
  assert.ok(Value.Check(AlertmanagerWebhook, came));
  assert.deepEqual(await incoming.takeAlertmanager(came), { taken: 0, known: 0, own: 1 });
  assert.deepEqual(incoming.firing(), []);
});

const window = (node: string): WindowInput => ({
  ...{ name: node, who: 'eve', why: 'patching', weekdays: ['friday'], from: '22:00', to: '23:00', timeZone: 'UTC' },
  matchers: [{ name: 'node', value: node, isRegex: false, isEqual: true }],
});
const hook = (name: string): NewReceiver => ({ ...told({ kind: 'webhook', url: 'http://127.0.0.1:1/' }), name });

test('of two windows that are set at once both are kept, and both are Alertmanager’s', async () => {
  await using server = await routed();
  const { windows } = server.alerting;
  const set = await Promise.all([windows.set(window('web-1')), windows.set(window('web-2'))]);
  assert.deepEqual(
    windows.all().map(({ id }) => id),
    set.map(({ id }) => id),
  );
  const written = await server.written();
  for (const { id } of set) assert.ok(written.includes(`window-${id}`), written);
});

test('of two receivers that are added at once, the one that Alertmanager refuses is not kept, and the other is', async () => {
  await using server = await routed();
  const { receivers } = server.alerting;
  const [bad, good] = await Promise.allSettled([receivers.add(hook('refusable')), receivers.add(hook('good'))]);
  assert.deepEqual([bad.status, good.status], ['rejected', 'fulfilled']);
  assert.deepEqual(
    receivers.known().map(({ name }) => name),
    ['good'],
  );
  const written = await server.written();
  assert.ok(written.includes('name: good') && !written.includes('refusable'), written);
});

test('of two receivers of one name that are added at once, the second is refused', async () => {
  await using server = await routed();
  const { receivers } = server.alerting;
  const outcomes = await Promise.allSettled([receivers.add(hook('ops')), receivers.add(hook('ops'))]);
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ['fulfilled', 'rejected'],
  );
});

test('a window and a receiver that are changed at once are both Alertmanager’s', async () => {
  await using server = await routed();
  const { receivers, windows } = server.alerting;
  const both = (name: string) => [receivers.add(hook(name)), windows.set(window(name))] as const;
  await Promise.all(both('one'));
  await Promise.all(both('two').toReversed());
  const written = await server.written();
  for (const { name } of receivers.known()) assert.ok(written.includes(`name: ${name}`), written);
  for (const { id } of windows.all()) assert.ok(written.includes(`window-${id}`), written);
  assert.deepEqual([receivers.known().length, windows.all().length], [2, 2]);
});

test('each trial of a receiver that Alertmanager goes to is another alert to it, and none is listed', async () => {
  await using server = await routed();
  const { alerting, handed } = server;
  await alerting.receivers.add(told({ kind: 'slack', url: 'http://127.0.0.1:1/' }));
  for (const _ of [1, 2]) assert.equal((await alerting.test('slack')).accepted, true);
  const labels = handed.flatMap((body) => JSON.parse(body)).map((alert) => alert.labels);
  assert.deepEqual(
    labels.map((one) => one.sonde_trial),
    ['slack', 'slack'],
  );
  assert.notDeepEqual(labels[0], labels[1]);
  assert.ok(labels.every(isTrial));
});
