import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Health } from '#contract/reply.ts';
import { alarmedMaps } from '../fixtures/alarmed-maps.ts';
import { processEdgeId, type Shop, shop, shopToDb } from '../fixtures/shop.ts';
import { waitFor } from '../fixtures/wait.ts';
import type { Maps } from '../topology/maps.ts';
import { iso } from '../topology/window.ts';
import { type Edges, edges as openEdges } from './edges.ts';

const calm = processEdgeId('browser', 'shop', 80);
const alarms = new Map<string, Health>([
  [calm, { state: 'critical', reasons: ['shop:80 answers browser much more slowly than an hour ago'] }],
  [shopToDb, { state: 'warning', reasons: ['Connections between shop and db:5432 are reset.'] }],
]);

let host: Shop;
let maps: Maps;
let edges: Edges;
before(async () => {
  host = await shop();
  const { store, flowStore: flows, queries: prometheus } = host.server.services;
  maps = alarmedMaps(host, alarms);
  edges = openEdges({ maps, prometheus, flows, records: store, intervalSeconds: 1 });
});
after(async () => {
  await maps?.stop();
  await host?.[Symbol.asyncDispose]();
});

test('an edge is as ill in its panel as an alert makes it on the map, and its sentence begins with why', async () => {
  const { edge, summary } = await waitFor('its connects', async () => {
    const { value } = await edges.detail(calm, {});
    return value.counts.accepts === 20 ? value : undefined;
  });
  assert.deepEqual(edge.health, alarms.get(calm));
  assert.match(summary, /^shop:80 answers browser much more slowly than an hour ago\. 20 connects, none failed; .*\.$/);
  const { value: map } = await maps.of({});
  assert.deepEqual(map.edges.find(({ id }) => id === calm)?.health, edge.health);
});

test('an alert stands before what the figures say, where both are as bad', async () => {
  const { value } = await edges.detail(shopToDb, {});
  assert.deepEqual(value.edge.health, { state: 'warning', reasons: ['Connections between shop and db:5432 are reset.', '3 of 96 connects failed: refused'] });
  assert.equal(value.summary, 'Connections between shop and db:5432 are reset. 1 in 32 connects fails: refused.');
});

test('what fires now says nothing of a map of the past', () => {
  const nowMs = Date.now();
  const under = (agoMs: number) => maps.alarmsUnder({ at: iso(nowMs), to: iso(nowMs - agoMs) }).size;
  assert.deepEqual([under(0), under(59_000), under(60_000)], [2, 2, 0]);
});
