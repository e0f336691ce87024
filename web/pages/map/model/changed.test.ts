import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TopologyDiff } from '#contract/routes.ts';
import { changedOf, differences, isSame, listed } from './changed.ts';
import { readFilters } from './filters.ts';
import { mapModel } from './model.ts';
import { sampleEdge, sampleNode, sampleTopology } from './sample-topology.ts';

const [web, shop, db, cron, agent] = ['web', 'shop', 'db', 'cron', 'agent'].map((id, row) => sampleNode(id, 0, row * 62, { own: id === 'agent' }));
if (web === undefined || shop === undefined || db === undefined || cron === undefined || agent === undefined) throw new Error('a node is missing');
const [toShop, toDb, fromCron, byAgent] = [
  sampleEdge('web', 'shop', 80),
  sampleEdge('shop', 'db', 5432),
  sampleEdge('cron', 'db', 5432),
  sampleEdge('agent', 'db', 5432, {}, { own: true }),
];
const old = sampleNode('old', 0, 0);
const toOld = sampleEdge('web', 'old', 80);
const topology = sampleTopology([web, shop, db, cron, agent], [toShop, toDb, fromCron, byAgent]);
const diff: TopologyDiff = {
  a: '2026-03-01T13:18:20.000Z',
  b: topology.to,
  windowSeconds: 900,
  watched: { a: topology, b: topology },
  nodes: { appeared: ['cron', 'agent', 'not-on-this-map'], vanished: [old] },
  edges: {
    appeared: [fromCron.id, byAgent.id],
    vanished: [toOld],
    changed: [{ id: toDb.id, changes: ['failing', 'slower'], says: '3 % fail, was 0 %; p99 842 ms in the worst minute, was 21 ms' }],
  },
};

test('ids become names; Sonde’s own and what the map does not have are left out', () => {
  const { appeared, changed, gone, newNodes, goneNodes } = differences(diff, topology, false);
  assert.deepEqual(
    appeared.map(({ client, server }) => [client.name, server.name]),
    [['cron', 'db']],
  );
  assert.deepEqual(
    changed.map(({ edge, says }) => [edge.id, says]),
    [[toDb.id, '3 % fail, was 0 %; p99 842 ms in the worst minute, was 21 ms']],
  );
  assert.deepEqual(gone, [{ edge: toOld, client: 'web', server: 'old' }]);
  assert.deepEqual([newNodes, goneNodes], [[cron], [old]]);
  assert.equal(differences(diff, topology, true).appeared.length, 2);
});

test('of what is new and as well as the rest, that which carries most is listed first', () => {
  const nodes = [web, shop, db, cron].filter((node) => node !== undefined);
  const carrying = (port: number, connectsPerSecond: number, health: 'ok' | 'critical' = 'ok') => {
    const edge = sampleEdge('web', 'shop', port);
    return { ...edge, l4: { ...edge.l4, connectsPerSecond }, health: { ...edge.health, state: health } };
  };
  const edges = [carrying(1, 2), carrying(2, 30), carrying(3, 7), carrying(4, 0, 'critical')];
  const { appeared } = differences({ ...diff, edges: { ...diff.edges, appeared: edges.map(({ id }) => id) } }, sampleTopology(nodes, edges), false);
  assert.deepEqual(
    appeared.map(({ edge }) => edge.port),
    [4, 2, 3, 1],
  );
});

test('in words: new, gone, failing where something is, slower', () => {
  const wordsOf = (of: TopologyDiff) => listed(differences(of, topology, false)).words;
  assert.equal(wordsOf(diff), '1 new, 1 gone, 1 failing, 1 slower');
  const same: TopologyDiff = { ...diff, nodes: { appeared: [], vanished: [] }, edges: { appeared: [], vanished: [], changed: [] } };
  assert.equal(wordsOf(same), '0 new, 0 gone, 0 slower');
  assert.ok(isSame(listed(differences(same, topology, false))) && !isSame(listed(differences(diff, topology, false))));
});

test('what changed stays lit with its ends and who lost a connection; it can be posted to a worker', () => {
  const changed = changedOf(differences(diff, topology, false));
  assert.deepEqual(structuredClone(changed), { edges: new Set([fromCron.id, toDb.id]), nodes: new Set(['cron', 'db', 'shop', 'web', 'old']) });
  const filters = { ...readFilters(new URLSearchParams('show=changed')), changed };
  const model = mapModel(topology, filters);
  assert.deepEqual(
    model.edges.filter(({ lit }) => lit).map(({ edge }) => edge.id),
    [toDb.id, fromCron.id],
  );
  assert.deepEqual([model.counts.changed, model.found], [4, 4]);
});

test('while it is not known what changed, nothing is dimmed for being the same, and there is no count', () => {
  const model = mapModel(topology, readFilters(new URLSearchParams('show=changed')));
  assert.ok(model.nodes.every(({ lit }) => lit));
  assert.equal(model.counts.changed, undefined);
});
