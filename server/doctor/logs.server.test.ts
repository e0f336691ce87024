import assert from 'node:assert/strict';
import test from 'node:test';
import { logLost, logRefused, logSourceUp } from '#contract/log-metrics.ts';
import type { Doctor } from '#contract/routes.ts';
import { scraped, shop } from '../fixtures/shop.ts';
import { waitFor } from '../fixtures/wait.ts';

test('what was dropped, refused and is not listened for is told, with what helps', async () => {
  await using host = await shop();
  const { agent, server } = host;
  const counters = [
    [logLost.name, { reason: 'datagram_dropped' }],
    [logRefused.name, { input: 'otlp', reason: 'too_large' }],
    [logRefused.name, { input: 'syslog', reason: 'busy' }],
  ] as const;
  for (const [name, labels] of counters) agent.set(name, labels, 0);
  agent.set(logSourceUp.name, { source: 'syslog' }, 0);
  await scraped(agent);
  for (const [name, labels] of counters.slice(0, 2)) agent.add(name, labels, 5);
  const checks = await waitFor('the checks', async () => {
    const found = ((await server.get('/api/doctor')).json() as Doctor).checks.filter(({ name }) => /log/i.test(name));
    return found.length >= 3 ? found : undefined;
  });
  const told = (name: string) => checks.filter((check) => check.name === name).map(({ state, says, mend }) => ({ state, says, mend }));
  const [dropped] = told('Lost log lines');
  assert.match(dropped?.says ?? '', /^\d+ in the last 15 minutes: datagram dropped$/);
  assert.match(dropped?.mend ?? '', /rmem_max/);
  const [refused, ...more] = told('Refused logs');
  assert.deepEqual(more, []);
  assert.match(refused?.says ?? '', /: otlp, too large$/);
  assert.deepEqual([refused?.state, refused?.mend === ''], ['warning', false]);
  assert.equal(told('Logs that are not read')[0]?.says, 'syslog on testhost');
});
