import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { alertmanagerServer } from '../fixtures/alertmanager-server.ts';
import { testConfig } from '../fixtures/test-server.ts';
import { waitFor } from '../fixtures/wait.ts';
import { webhook } from '../fixtures/webhook.ts';
import { ownMetrics } from '../own-metrics.ts';
import { sqliteStore } from '../store/sqlite.ts';
import { openAlerting } from './alerting.ts';

test('a receiver that Alertmanager goes to is sent each trial, also the second within a minute', async () => {
  await using stack = new AsyncDisposableStack();
  const slack = stack.use(await webhook());
  const alertmanager = stack.use(await alertmanagerServer());
  const folder = await mkdtemp(join(tmpdir(), 'sonde-trial-'));
  stack.defer(() => rm(folder, { recursive: true }));
  const config = testConfig(folder);
  const records = stack.use(
    await sqliteStore({ path: join(folder, 'records.db'), maxBytes: 10e6, onMovedAside: (file) => assert.fail(`${file} was moved aside`) }),
  );
  const { url, folder: configuration } = alertmanager;
  const alerting = stack.use(
    await openAlerting({
      config: { ...config, alerting: { ...config.alerting, alertmanager: { url, folder: configuration, isOurs: true } } },
      records,
      metrics: ownMetrics('0'),
      isOnMap: () => false,
      onFailure: () => () => undefined,
    }),
  );
  await alertmanager.start();
  await alerting.receivers.add({ name: 'ops', severities: [], owners: [], resolved: false, to: { kind: 'slack', url: slack.url } });
  const begunMs = performance.now();
  for (const count of [1, 2]) {
    assert.equal((await alerting.test('ops')).accepted, true);
    await waitFor(`trial ${count}`, async () => slack.bodies[count - 1]);
  }
  assert.ok(performance.now() - begunMs < 30_000, 'before a group that was told of is told of again');
});
