import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Value } from 'typebox/value';
import { Alerts } from '#contract/alerts.ts';
import { AlertmanagerWebhook } from '#contract/webhooks.ts';
import { freePort } from '../../engines/free-port.ts';
import { type AlertmanagerServer, alertmanagerServer } from '../fixtures/alertmanager-server.ts';
import { prometheusServer } from '../fixtures/prometheus-server.ts';
import { alertsOf } from '../fixtures/synthetic-alerts.ts';
import { syntheticGraph } from '../fixtures/synthetic-graph.ts';
import { type TestServer, testServer } from '../fixtures/test-server.ts';
import { waitFor } from '../fixtures/wait.ts';
import { type Webhook, webhook } from '../fixtures/webhook.ts';

/** Of three a cause, what follows from it, and a full host. */
const count = 10_000;
const inhibited = Math.floor((count + 1) / 3);
const hosts = ['node-1', 'node-2', 'node-3'];
/** What goes to a webhook in one piece. */
const mostAlerts = 1000;

const stack = new AsyncDisposableStack();
let hook: Webhook;
let alertmanager: AlertmanagerServer;
let server: TestServer;

before(async () => {
  hook = stack.use(await webhook());
  alertmanager = stack.use(await alertmanagerServer());
  const labels = { cluster: 'synthetic', node: 'testhost' };
  const prometheus = stack.use(await prometheusServer([], 1, false, { rules: [], alertmanager: new URL(alertmanager.url).host, labels }));
  const port = await freePort();
  server = stack.use(
    await testServer({
      listen: { host: '127.0.0.1', port },
      prometheusUrl: prometheus.url,
      alerting: {
        alertmanager: { url: alertmanager.url, folder: alertmanager.folder, isOurs: true },
        // As it really waits: all are there before the first is told.
        notify: { url: `http://127.0.0.1:${port}`, token: 'notify' },
        externalLabels: labels,
        ofAgent: [],
        worsening: [],
        webhooks: [{ url: hook.url }],
        signingSecret: 'signing',
        webhookToken: 'webhook',
      },
    }),
  );
  await server.app.listen({ host: '127.0.0.1', port });
  await alertmanager.start();
});
after(() => stack.disposeAsync());

async function alerts(query = ''): Promise<Alerts> {
  const { status, json } = await server.get(`/api/alerts${query}`, { host: `127.0.0.1:${server.config.listen.port}` });
  assert.equal(status, 200);
  return Value.Parse(Alerts, json());
}

const known: AlertmanagerWebhook[] = [];
/** What came to the webhook, each read once. */
function told(): readonly AlertmanagerWebhook[] {
  for (const body of hook.bodies.slice(known.length)) known.push(Value.Parse(AlertmanagerWebhook, JSON.parse(body)));
  return known;
}

test('ten thousand alerts at once are a message for each cause, none of them of more than a thousand, and nothing of what follows', async () => {
  // All begin now: what began longer ago than a group waits is told at once, before the others of its group are there.
  const startsAt = new Date().toISOString();
  const made = alertsOf(syntheticGraph({ nodes: 60, edges: 120, namespaces: 4 }), hosts, count).map((alert) => ({ ...alert, startsAt }));
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${alertmanager.url}/api/v2/alerts`, { method: 'POST', headers, body: JSON.stringify(made) });
  assert.equal(answer.status, 200);
  const { counts, groups, moreGroups } = await waitFor('all of them', async () => {
    const now = await alerts('?limit=1');
    return now.counts.firing + now.counts.inhibited === count && now.counts.inhibited === inhibited ? now : undefined;
  });
  assert.deepEqual([counts.firing, moreGroups], [count - inhibited, 0]);

  await waitFor('messages', async () => (hook.bodies.length > 0 ? true : undefined));
  const grouped = await waitFor('a message of each cause', async () => {
    const latest = new Map(told().map((one) => [one.groupKey, one]));
    const sum = [...latest.values()].reduce((total, one) => total + one.alerts.length + (one.truncatedAlerts ?? 0), 0);
    return sum === counts.firing ? [...latest.values()] : undefined;
  });
  assert.ok(grouped.length <= groups.length && groups.length < 100, `${grouped.length} messages of ${groups.length} causes`);
  assert.ok(told().length <= 2 * grouped.length, `${told().length} messages of ${grouped.length} causes`);
  assert.ok(grouped.every((one) => one.alerts.length <= mostAlerts));
  assert.ok(hook.bodies.every((body) => body.length < 4 << 20));
  const full = grouped.filter(({ truncatedAlerts = 0 }) => truncatedAlerts > 0);
  assert.deepEqual(full.map(({ groupLabels }) => groupLabels.node).sort(), hosts, 'the rest of a host is a number');
  assert.ok(grouped.every((one) => one.alerts.every(({ labels }) => labels.alertname !== 'EdgeRequestErrors')));
});

test('a list of them is bounded, and one of them is found', async () => {
  const { alerts: some, more } = await alerts();
  assert.deepEqual([some.length, more], [1000, count - 1000]);
  const { alerts: found } = await alerts('?find=9998&name=NodeMemoryHigh');
  assert.deepEqual(
    found.map(({ labels }) => labels.part),
    ['9998'],
  );
});
