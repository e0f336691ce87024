import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { alarmsOf } from '../alerts/alarms.ts';
import { alarmedMaps } from '../fixtures/alarmed-maps.ts';
import { alertOf } from '../fixtures/alert.ts';
import { prometheusClient } from '../fixtures/prometheus-client.ts';
import { type Shop, shop } from '../fixtures/shop.ts';
import { waitFor } from '../fixtures/wait.ts';
import type { Maps } from '../topology/maps.ts';
import { type Nodes, nodes as openNodes } from './nodes.ts';

const summary = 'testhost has 94 % of its memory taken.';
const entity = { kind: 'node' as const, id: 'testhost', name: 'testhost' };
const firing = alarmsOf([alertOf('1', { name: 'NodeMemoryHigh', severity: 'ticket', entity, summary })]);

let host: Shop;
let maps: Maps;
let nodes: Nodes;
before(async () => {
  host = await shop();
  const { store, doctor } = host.server.services;
  maps = alarmedMaps(host, firing);
  nodes = openNodes({ maps, doctor, prometheus: prometheusClient(host.prometheus.url), records: store, intervalSeconds: 1 });
});
after(async () => {
  await maps?.stop();
  await host?.[Symbol.asyncDispose]();
});

test('an alert about a host makes it a warning on the map, in the list and on its page, with its reason', async () => {
  const onMap = await waitFor('the host on the map', async () => (await maps.of({})).value.nodes.find(({ id }) => id === 'host:testhost'));
  const { value: list } = await nodes.list();
  const { value: detail } = await nodes.detail('testhost', {});
  for (const health of [onMap.health, list.nodes[0]?.health, detail.node.health]) assert.deepEqual(health, { state: 'warning', reasons: [summary] });
});

test('what fires now says nothing of a host of an hour ago', async () => {
  const hourAgo = new Date(Date.now() - 3_600_000).toISOString();
  const { value } = await nodes.detail('testhost', { to: hourAgo });
  assert.deepEqual(value.node.health, { state: 'unknown', reasons: ['nothing was kept of how it was seen then'] });
});
