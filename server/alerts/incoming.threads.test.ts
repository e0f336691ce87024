import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import type { AlertmanagerWebhook, GrafanaWebhook } from '#contract/webhooks.ts';
import type { AlertStore } from '../store/alerts/alert-store.ts';
import { sqliteAlerts } from '../store/alerts/sqlite-alerts.ts';
import { fingerprintOf } from './fingerprint.ts';
import { Incoming } from './incoming.ts';

let folder: string;
let store: AlertStore;
let opened = 0;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sonde-incoming-'));
});
after(async () => {
  await store[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const own = { alertname: 'Ours', node: 'a' };

async function reopened(): Promise<Incoming> {
  return await Incoming.open({ store, onDropped: () => undefined });
}

async function fresh(): Promise<Incoming> {
  if (opened > 0) await store[Symbol.asyncDispose]();
  opened += 1;
  store = sqliteAlerts(join(folder, `${opened}.db`));
  return await reopened();
}

type Alert = AlertmanagerWebhook['alerts'][number];
const alert = (name: string, changes: Partial<Alert> = {}): Alert => ({
  status: 'firing',
  labels: { alertname: name },
  annotations: { summary: `${name} happens` },
  startsAt: '2026-01-31T12:00:00Z',
  ...changes,
});
const sent = (alerts: Alert[], externalURL = 'http://other.example:9093'): AlertmanagerWebhook => ({
  ...{ version: '4', groupKey: '{}', status: 'firing', receiver: 'sonde', groupLabels: {}, commonLabels: {}, commonAnnotations: {} },
  ...{ externalURL, alerts },
});

test('an alert that is told of again is known, one that changed is taken, and one that is over goes', async () => {
  const incoming = await fresh();
  assert.deepEqual(await incoming.takeAlertmanager(sent([alert('A'), alert('B')])), { taken: 2, known: 0, own: 0 });
  assert.deepEqual(await incoming.takeAlertmanager(sent([alert('A'), alert('B', { annotations: { summary: 'worse' } })])), { taken: 1, known: 1, own: 0 });
  assert.deepEqual(await incoming.takeAlertmanager(sent([alert('A', { status: 'resolved' }), alert('C', { status: 'resolved' })])), {
    taken: 1,
    known: 1,
    own: 0,
  });
  assert.deepEqual(
    incoming.firing().map(({ labels, source, annotations }) => [labels.alertname, source, annotations.summary]),
    [['B', 'alertmanager', 'worse']],
  );
});

test('what Sonde sent itself is dropped by its id, whoever sends it back', async () => {
  const incoming = await fresh();
  incoming.see([fingerprintOf(own)]);
  assert.deepEqual(await incoming.takeAlertmanager(sent([alert('Ours', { labels: own, fingerprint: 'another' }), alert('B')])), { taken: 1, known: 0, own: 1 });
  assert.deepEqual(
    incoming.firing().map(({ labels }) => labels.alertname),
    ['B'],
  );
});

test('what another Sonde sends is taken, though both have the address that everybody has', async () => {
  const incoming = await fresh();
  incoming.see([fingerprintOf(own)]);
  const others = { ...own, node: 'b' };
  assert.deepEqual(await incoming.takeAlertmanager(sent([alert('Ours', { labels: others })], 'http://127.0.0.1:8400')), { taken: 1, known: 0, own: 0 });
  assert.deepEqual(
    incoming.firing().map(({ labels }) => labels.node),
    ['b'],
  );
});

test('what was Sonde’s own before a restart is so before it is seen again', async () => {
  await fresh();
  const episode = (source: string, labels: Alert['labels']) => ({ id: fingerprintOf(labels), value: { source } });
  await store.change('episode', { put: [episode('sonde', own), episode('grafana', { alertname: 'Theirs' })] });
  const again = await reopened();
  assert.deepEqual(await again.takeAlertmanager(sent([alert('Ours', { labels: own }), alert('Theirs')])), { taken: 1, known: 0, own: 1 });
});

test('of Grafana, the value comes along; the same alert of two senders is one', async () => {
  const incoming = await fresh();
  const one = { ...alert('Hot', { labels: { alertname: 'Hot', grafana_folder: 'x' } }), values: { B: 22.5, C: 1 } };
  const body: GrafanaWebhook = { receiver: 'sonde', status: 'firing', alerts: [one, { ...one, values: null, labels: { alertname: 'Cold' } }] };
  assert.deepEqual(await incoming.takeGrafana(body), { taken: 2, known: 0, own: 0 });
  assert.deepEqual(
    incoming
      .firing()
      .map(({ value, source }) => [value, source])
      .toSorted(),
    [
      [22.5, 'grafana'],
      [null, 'grafana'],
    ].toSorted(),
  );
  await incoming.takeAlertmanager(sent([alert('Hot', { labels: one.labels })]));
  assert.equal(incoming.firing().length, 2);
});

test('what was taken is there after a restart; a body with one wrong moment changes nothing', async () => {
  const incoming = await fresh();
  await incoming.takeAlertmanager(sent([alert('A')]));
  await assert.rejects(incoming.takeAlertmanager(sent([alert('B'), alert('C', { startsAt: 'noon' })])), /alerts\.1\.startsAt is "noon"/);
  assert.deepEqual(
    (await reopened()).firing().map(({ labels }) => labels.alertname),
    ['A'],
  );
});

test('there are never more than 5,000: those that were told of longest ago go', async () => {
  const incoming = await fresh();
  const many = (from: number, count: number) => sent(Array.from({ length: count }, (_, index) => alert(`A${from + index}`)));
  await incoming.takeAlertmanager(many(0, 4000));
  const firstMs = Date.now();
  while (Date.now() === firstMs) await setImmediate();
  await incoming.takeAlertmanager(many(10_000, 4000));
  const names = new Set(incoming.firing().map(({ labels }) => labels.alertname));
  assert.equal(names.size, 5000);
  assert.ok(names.has('A10000') && names.has('A13999'));
  assert.equal((await reopened()).firing().length, 5000);
});

test('whatever the order of firing and resolved, what is left is what each said last', async () => {
  const incoming = await fresh();
  const last = new Map<string, string>();
  const step = fc.array(fc.record({ name: fc.constantFrom('A', 'B', 'C', 'D'), status: fc.constantFrom<Alert['status']>('firing', 'resolved') }), {
    maxLength: 6,
  });
  await fc.assert(
    fc.asyncProperty(step, async (said) => {
      await incoming.takeAlertmanager(sent(said.map(({ name, status }) => alert(name, { status }))));
      for (const { name, status } of said) last.set(name, status);
      const firing = [...last].flatMap(([name, status]) => (status === 'firing' ? [name] : []));
      assert.deepEqual(
        incoming
          .firing()
          .map(({ labels }) => labels.alertname)
          .sort(),
        firing.sort(),
      );
    }),
  );
});
