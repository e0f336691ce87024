import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { logsStartTime } from '#contract/log-metrics.ts';
import { routes } from '#contract/routes.ts';
import { Actor } from './traffic/actor.ts';
import { namespace } from './traffic/namespaces.ts';
import { between } from './whole/counted.ts';
import { eventually } from './whole/eventually.ts';
import { countsExactly } from './whole/exact.ts';
import { worksSince } from './whole/fresh.ts';
import { killAgent, killChild } from './whole/kill.ts';
import { type Sonde, startSonde } from './whole/sonde.ts';

const host = '127.0.0.1';
const backMs = 60_000;

describe('a child that is killed comes back', () => {
  const stack = new AsyncDisposableStack();
  let sonde: Sonde;
  before(async () => {
    sonde = stack.use(await startSonde());
  });
  after(() => stack.disposeAsync());

  for (const name of ['sonde-server', 'prometheus', 'prometheus-aler']) {
    test(`${name}: the API answers again with fresh numbers`, async () => {
      const moment = new Date();
      await killChild(sonde, name);
      await worksSince(sonde, moment);
    });
  }

  test('sonde-logs: Prometheus has numbers of the next one', async () => {
    const moment = new Date();
    await killChild(sonde, 'sonde-logs');
    await eventually('a later start', backMs, async () => {
      const query = `${logsStartTime.name} > ${moment.getTime() / 1000}`;
      const { data } = await sonde.get(`/api/query?query=${encodeURIComponent(query)}`, routes['GET /api/query'].reply);
      assert.match(JSON.stringify(data), /"value"/);
    });
  });

  test('sonde-agent: it starts from 0, and nothing is counted twice', async () => {
    await using place = await namespace('killed');
    await using server = new Actor('killed-server.py', place);
    await using client = new Actor('killed-client.py', place);
    const port = await server.serve(host, 'echo');
    const both = (bytes: number) => ({
      'client sent bytes': bytes,
      'client received bytes': bytes,
      'server sent bytes': bytes,
      'server received bytes': bytes,
    });
    const of = [client.name, server.name];
    const edge = between(client.name, server.name, port);
    await client.connect({ host, port, times: 3 }, { send: 1000, keep: true });
    await countsExactly(sonde, { of, about: ['connects', 'accepts', 'bytes'], counts: { [edge]: { connects: 3, accepts: 3, ...both(3000) } } });
    await killAgent(sonde);
    await client.exchange(500);
    const since = { of, about: ['connects', 'accepts', 'bytes'] };
    const raw = { [edge]: both(1500) };
    const gained = { [edge]: { connects: 3, accepts: 3, ...both(4500) } };
    await countsExactly(sonde, { ...since, counts: gained, raw });
  });
});
