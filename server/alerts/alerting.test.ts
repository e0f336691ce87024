import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { Value } from 'typebox/value';
import type { NewReceiver, Target } from '#contract/receivers.ts';
import { AlertmanagerWebhook } from '#contract/webhooks.ts';
import { testConfig } from '../fixtures/test-server.ts';
import { ownMetrics } from '../own-metrics.ts';
import { ProblemError } from '../problem.ts';
import { sqliteAlerts } from '../store/alerts/sqlite-alerts.ts';
import { sqliteStore } from '../store/sqlite.ts';
import { type Alerting, openAlerting } from './alerting.ts';
import { sampleNotification } from './shapes.ts';

interface Opened extends AsyncDisposable {
  readonly alerting: Alerting;
}

/** With receivers that were kept before; neither Prometheus nor Alertmanager is there. */
async function opened(kept: readonly NewReceiver[] = []): Promise<Opened> {
  const folder = await mkdtemp(join(tmpdir(), 'sonde-alerting-'));
  const store = sqliteAlerts(join(folder, 'alerts.db'));
  await store.change('receiver', { put: kept.map((receiver) => ({ id: receiver.name, value: receiver })) });
  await store[Symbol.asyncDispose]();
  const records = await sqliteStore({ path: join(folder, 'records.db'), maxBytes: 10e6, onMovedAside: (file) => assert.fail(`${file} was moved aside`) });
  const alerting = await openAlerting({
    config: testConfig(folder),
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
  const bodies: string[] = [];
  const hook = createServer(async (request, reply) => {
    bodies.push(await text(request));
    reply.end();
  }).listen(0, '127.0.0.1');
  await once(hook, 'listening');
  const { port } = hook.address() as AddressInfo;
  try {
    await using server = await opened([told({ kind: 'webhook', url: `http://127.0.0.1:${port}/` })]);
    const { incoming } = server.alerting;
    assert.equal((await server.alerting.test('webhook')).accepted, true);
    const came: unknown = JSON.parse(bodies[0] ?? '');
    assert.ok(Value.Check(AlertmanagerWebhook, came));
    assert.deepEqual(await incoming.takeAlertmanager(came), { taken: 0, known: 0, own: 1 });
    assert.deepEqual(incoming.firing(), []);
  } finally {
    hook.close();
  }
});
