import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { logLost, logRefused, logSourceUp } from '#contract/log-metrics.ts';
import { agentEndpoint } from '../fixtures/agent-endpoint.ts';
import { prometheusClient } from '../fixtures/prometheus-client.ts';
import { prometheusServer } from '../fixtures/prometheus-server.ts';
import { scraped } from '../fixtures/shop.ts';
import { waitFor } from '../fixtures/wait.ts';
import { sqliteLogs } from '../store/logs/sqlite-logs.ts';
import { logChecks } from './logs.ts';

test('what was dropped, refused and is not listened for is told, with what helps', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'sonde-doctor-logs-'));
  t.after(() => rmSync(folder, { recursive: true }));
  await using store = sqliteLogs({ folder, days: 7, bytes: 1e9, onFailure: (error) => assert.fail(String(error)) });
  await using agent = await agentEndpoint('testhost');
  const counters = [
    [logLost.name, { reason: 'datagram_dropped' }],
    [logRefused.name, { input: 'otlp', reason: 'too_large' }],
    [logRefused.name, { input: 'syslog', reason: 'busy' }],
  ] as const;
  for (const [name, labels] of counters) agent.set(name, labels, 0);
  agent.set(logSourceUp.name, { source: 'syslog' }, 0);
  await using server = await prometheusServer([{ job: 'sonde-logs', address: agent.address, labels: { cluster: 'test', node: 'testhost' } }], 1, false);
  await scraped(agent);
  for (const [name, labels] of counters.slice(0, 2)) agent.add(name, labels, 5);
  const client = prometheusClient(server.url);
  const checks = await waitFor('the checks', async () => {
    const found = await logChecks(store, client, 'sqlite');
    return found.length >= 3 ? found : undefined;
  });
  assert.deepEqual(
    checks.map(({ name, state, says }) => [name, state, says.replace(/^\d+/, 'some')]),
    [
      ['Lost log lines', 'warning', 'some in the last 15 minutes: datagram dropped'],
      ['Refused logs', 'warning', 'some times in the last 15 minutes: otlp, too large'],
      ['Logs that are not read', 'info', 'syslog on testhost'],
    ],
  );
  for (const { mend } of checks) assert.notEqual(mend, '');
});
