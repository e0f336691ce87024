import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { alarmsOf } from '../alerts/alarms.ts';
import { alertOf } from '../fixtures/alert.ts';
import { prometheusClient } from '../fixtures/prometheus-client.ts';
import { type Shop, shop } from '../fixtures/shop.ts';
import { waitFor } from '../fixtures/wait.ts';
import { positions } from '../layout/positions.ts';
import { type Maps, maps as openMaps } from '../topology/maps.ts';
import { type Nodes, nodes as openNodes } from './nodes.ts';

const summary = 'testhost has 94 % of its memory taken.';
const entity = { kind: 'node' as const, id: 'testhost', name: 'testhost' };
const firing = alarmsOf([alertOf('1', { name: 'NodeMemoryHigh', severity: 'ticket', entity, summary })]);

const fail = (error: unknown) => {
  throw error;
};

let host: Shop;
let maps: Maps;
let nodes: Nodes;
before(async () => {
  host = await shop();
  const { store, flowStore: flows, doctor } = host.server.services;
  const prometheus = prometheusClient(host.prometheus.url);
  const places = positions({ store, now: Date.now, onFailure: fail });
  const scope = { hosts: ['testhost'], ports: { children: [] } };
  const { dataDir } = host.server.config;
  maps = openMaps({ prometheus, places, flows, intervalSeconds: 1, retentionMs: 86_400_000, scope, alarms: () => firing, dataDir, onFailure: fail });
  nodes = openNodes({ maps, doctor, prometheus, records: store, intervalSeconds: 1 });
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
