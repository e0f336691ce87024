import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Compile } from 'typebox/compile';
import { invalidSamples } from '#contract/metrics.ts';
import { type Reply, routes } from '#contract/routes.ts';
import { type Shop, scraped, shop } from '../fixtures/shop.ts';
import { waitFor } from '../fixtures/wait.ts';

let host: Shop;
before(async () => {
  host = await shop();
});
after(() => host?.[Symbol.asyncDispose]());

async function nodes(): Promise<Reply<'GET /api/nodes'>['nodes']> {
  const { json } = await host.server.get('/api/nodes');
  const reply = json();
  const isReply = Compile(routes['GET /api/nodes'].reply);
  assert.ok(isReply.Check(reply), JSON.stringify(isReply.Errors(reply)));
  return reply.nodes;
}

test('a rejected sample is told with its field, source and number', async () => {
  assert.deepEqual((await nodes())[0]?.rejectedSamples, []);
  const load1 = { source: 'loadavg', field: 'load1' };
  host.agent.set(invalidSamples.name, load1, 0);
  host.agent.set(invalidSamples.name, { source: 'meminfo', field: 'MemFree' }, 0);
  await scraped(host.agent);
  host.agent.add(invalidSamples.name, load1, 3);
  const node = await waitFor('the rejected samples', async () => {
    const [now] = await nodes();
    return now?.rejectedSamples?.some(({ count }) => count === 3) ? now : undefined;
  });
  assert.deepEqual(node.rejectedSamples, [{ ...load1, count: 3 }]);
  assert.deepEqual(node.health, { state: 'warning', reasons: ['sample rejected: load1 of loadavg, 3 times'] });
});

test('while Prometheus is away it is not known, and not said to be none', async () => {
  await host.prometheus.stop();
  await waitFor('an answer without Prometheus', async () => ((await nodes())[0]?.rejectedSamples === null ? true : undefined));
  await host.prometheus.start();
});
