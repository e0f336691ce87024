import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { stringify } from 'yaml';
import { alertmanagerServer } from '../fixtures/alertmanager-server.ts';
import { waitFor } from '../fixtures/wait.ts';
import { type Webhook, webhook } from '../fixtures/webhook.ts';
import { AlertmanagerError, alertmanagerClient } from './alertmanager-client.ts';
import { reload } from './reload.ts';

const waitSeconds = 3;
const of = (kind: string) => Array.from({ length: 40 }, (_, index) => ({ alertname: `${kind}${index}`, kind, group: `${kind}${index}` }));
const consequences = of('consequence');
const others = of('other');

/** The kind of each alert that it was told of. */
const kindsTold = ({ bodies }: Webhook): string[] =>
  bodies.flatMap((body) => (JSON.parse(body) as { alerts: { labels: { kind: string } }[] }).alerts.map(({ labels }) => labels.kind));

const config = (url: string) =>
  stringify({
    route: { receiver: 'hook', group_by: ['group'], group_wait: `${waitSeconds}s`, group_interval: '1h', repeat_interval: '1d' },
    receivers: [{ name: 'hook', webhook_configs: [{ url }] }],
    inhibit_rules: [{ source_matchers: ['kind="cause"'], target_matchers: ['kind="consequence"'] }],
  });

/** As Prometheus says it: since when, and that it goes on for a while. */
async function fire(url: string) {
  const [startsAt, endsAt] = [0, 3_600_000].map((ms) => new Date(Date.now() + ms).toISOString());
  const cause = { alertname: 'Cause', kind: 'cause', group: 'cause' };
  const body = JSON.stringify([cause, ...consequences, ...others].map((labels) => ({ labels, startsAt, endsAt })));
  assert.equal((await fetch(`${url}/api/v2/alerts`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })).status, 200);
}

test('an Alertmanager that reads its configuration again tells of nothing that is held back, and silences nothing else', async () => {
  using hook = await webhook();
  await using alertmanager = await alertmanagerServer();
  await writeFile(join(alertmanager.folder, 'alertmanager.yml'), config(hook.url));
  await alertmanager.start();
  const client = alertmanagerClient({ url: alertmanager.url, folder: alertmanager.folder, isOurs: true });
  await fire(alertmanager.url);
  await waitFor('what nothing holds back', async () => (kindsTold(hook).length > others.length ? true : undefined));
  for (let round = 0; round < 20; round++) {
    await reload(client, (error) => assert.fail(String(error)));
    await sleep(200);
  }
  assert.deepEqual([...new Set(kindsTold(hook))].sort(), ['cause', 'other']);
  assert.equal(kindsTold(hook).length, 1 + others.length);
  const silenced = (await client.alerts()).filter(({ status }) => status.silencedBy.length > 0);
  assert.deepEqual([...new Set(silenced.map(({ labels }) => labels.kind))], ['consequence']);
  assert.deepEqual(await client.silences(), []);
});

test('where Alertmanager takes no silence, it takes the configuration all the same', async () => {
  const told: unknown[] = [];
  let reloads = 0;
  const refused = new AlertmanagerError('refused', 'no silence');
  const client = {
    alerts: () => Promise.reject(refused),
    addSilence: () => Promise.reject(refused),
    reload: async () => {
      reloads += 1;
    },
  };
  await reload(client, (error) => told.push(error));
  assert.deepEqual([reloads, told], [1, [refused]]);
});
