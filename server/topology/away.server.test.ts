import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { Compile } from 'typebox/compile';
import { type EdgeDetail, routes, type Topology } from '#contract/routes.ts';
import { type Shop, scraped, shop, shopToDb } from '../fixtures/shop.ts';
import { waitFor } from '../fixtures/wait.ts';

const isTopology = Compile(routes['GET /api/topology'].reply);

let host: Shop;
before(async () => {
  host = await shop();
});
after(() => host?.[Symbol.asyncDispose]());

async function topology(url = '/api/topology'): Promise<Topology> {
  const { status, json } = await host.server.get(url);
  const reply = json();
  assert.equal(status, 200, JSON.stringify(reply));
  assert.ok(isTopology.Check(reply));
  return reply;
}

test('while Prometheus is away the last answer is marked stale, the doctor says so, and the map comes back with it', async () => {
  await waitFor('the edge', async () => ((await topology()).edges.some(({ id }) => id === shopToDb) ? true : undefined));
  await detail();
  await host.prometheus.stop();
  const stale = await waitFor('a stale map', async () => {
    const now = await topology();
    return now.stale === null ? undefined : now;
  });
  assert.equal(stale.stale?.since, stale.at);
  assert.match(stale.stale?.reason ?? '', /Prometheus at .* does not answer/);
  assert.ok(stale.edges.length > 0);
  const panel = await waitFor('a stale panel', async () => {
    const now = await detail();
    return now.stale === null ? undefined : now;
  });
  assert.match(panel.stale?.reason ?? '', /does not answer/);
  const unseen = await host.server.get(`/api/topology?from=${Date.now() / 1000 - 33}`);
  assert.equal(unseen.status, 503);
  const checks = await waitFor('the doctor', async () => {
    const { checks: now } = (await host.server.get('/api/doctor')).json() as { checks: { name: string; state: string; mend: string }[] };
    return now.some(({ name, state }) => name === 'Prometheus' && state === 'failed') ? now : undefined;
  });
  assert.ok((checks.find(({ name }) => name === 'Prometheus')?.mend ?? '') !== '');
  await host.prometheus.start();
  await waitFor('a fresh map', async () => ((await topology()).stale === null ? true : undefined));
});

async function detail(): Promise<EdgeDetail> {
  const { status, json } = await host.server.get(`/api/edges/${shopToDb}`);
  assert.equal(status, 200);
  return json() as EdgeDetail;
}

test('another window shows the same nodes at the same places', async () => {
  const placesOf = async (url?: string) => (await topology(url)).nodes.map(({ id, x, y }) => ({ id, x, y }));
  await waitFor('the same map', async () => {
    const [now, longer] = [await placesOf(), await placesOf(`/api/topology?from=${Date.now() / 1000 - 600}`)];
    return isDeepStrictEqual(longer, now) ? true : undefined;
  });
});

test('what was lost while scrapes failed is told when they succeed again, and of how long nothing is known', async () => {
  const lost = { collector: 'tcp', reason: 'ring_full' };
  host.agent.set('sonde_lost_total', lost, 0);
  await scraped(host.agent);
  host.agent.failing = true;
  host.agent.add('sonde_lost_total', lost, 46);
  const begun = host.agent.scrapes();
  await waitFor('six that fail', async () => (host.agent.scrapes() >= begun + 6 ? true : undefined));
  host.agent.failing = false;
  const { lost: told, edges } = await waitFor('the loss', async () => {
    const now = await topology();
    return now.lost.total === 0 ? undefined : now;
  });
  assert.deepEqual(told.byReason, [{ node: 'testhost', ...lost, count: 46 }]);
  const { state, reasons } = edges.find(({ id }) => id === shopToDb)?.confidence ?? assert.fail('the edge is gone');
  assert.equal(state, 'partial');
  assert.equal(reasons[0], 'tcp on testhost lost 46 events (ring full)');
  assert.match(reasons[1] ?? '', /^nothing was read from the agent of testhost for \d+ s$/);
});
