import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Compile } from 'typebox/compile';
import { routes } from '#contract/routes.ts';
import type { Timeline } from '#contract/timeline.ts';
import { type Shop, shop } from '../fixtures/shop.ts';
import { askShop } from '../fixtures/shop-requests.ts';
import { waitFor } from '../fixtures/wait.ts';

const isTimeline = Compile(routes['GET /api/timeline'].reply);
const isNames = Compile(routes['GET /api/names'].reply);
const dayMs = 86_400_000;
const mostSteps = 200;

let host: Shop;
before(async () => {
  host = await shop();
  await askShop(host.agent);
});
after(() => host?.[Symbol.asyncDispose]());

async function timeline(fromMs: number): Promise<Timeline> {
  const { status, json } = await host.server.get(`/api/timeline?from=${new Date(fromMs).toISOString()}`);
  const reply = json();
  assert.equal(status, 200, JSON.stringify(reply));
  assert.ok(isTimeline.Check(reply), JSON.stringify(isTimeline.Errors(reply)));
  return reply;
}

const counted = ({ series, stepSeconds }: Timeline, wanted: string) =>
  series.flatMap(({ name, values }) => (name === wanted ? values : [])).reduce<number>((sum, value) => sum + (value ?? 0), 0) * stepSeconds;

test('all that was asked and all that failed is on the line, and nothing where nothing was recorded', async () => {
  const startMs = Date.now();
  const reply = await waitFor('requests on the line', async () => {
    const found = await timeline(startMs - 600_000);
    return counted(found, 'failedRequests') > 0 && counted(found, 'failedConnects') > 0 ? found : undefined;
  });
  assert.ok(counted(reply, 'requests') > counted(reply, 'failedRequests'));
  assert.ok(counted(reply, 'connects') > 0);
  for (const { name, values } of reply.series) assert.equal(values[0], null, `${name} ten minutes ago`);
});

test('however long the span, it has at most 200 steps, and is cut to what is kept', async () => {
  for (const days of [1, 14, 400]) {
    const { series, from } = await timeline(Date.now() - days * dayMs);
    for (const { values } of series) assert.ok(values.length > mostSteps / 3 && values.length <= mostSteps, `${values.length} steps of ${days} days`);
    assert.ok(Date.now() - Date.parse(from) <= 15 * dayMs + 60_000);
  }
});

test('a moment that is none is refused by its name', async () => {
  const { status, json } = await host.server.get('/api/timeline?from=yesterday');
  assert.equal(status, 400);
  assert.equal((json() as { field: string }).field, 'from');
});

test('without Prometheus it says why there is no line, and still answers', async () => {
  await host.prometheus.stop();
  try {
    const { missing, series } = await timeline(Date.now() - dayMs / 2);
    assert.match(missing ?? '', /does not answer/);
    assert.ok(series.every(({ values }) => values.every((value) => value === null)));
  } finally {
    await host.prometheus.start();
  }
});

test('who is on the map is told without numbers', async () => {
  const shop = await waitFor('the host of the shop', async () => {
    const { status, json } = await host.server.get('/api/names');
    const reply = json();
    assert.equal(status, 200);
    assert.ok(isNames.Check(reply), JSON.stringify(isNames.Errors(reply)));
    return reply.nodes.find(({ id, hosts }) => id === 'process:shop' && hosts.includes('testhost'));
  });
  assert.equal(shop.name, 'shop');
});
