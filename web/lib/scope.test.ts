import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Topology, TopologyEdge, TopologyNode } from '#contract/routes.ts';
import { everything as all, hostsInScope, inScope, readScope, type Scope, writeScope } from './scope.ts';

const node = (id: string, namespace: string, hosts: string[], group: string | null = null): TopologyNode => ({
  id,
  kind: 'container',
  name: id,
  namespace,
  x: 0,
  y: 0,
  group,
  health: { state: 'ok', reasons: [] },
  own: false,
  hosts,
  listening: [],
});
const edge = (client: string, server: string) => ({ id: `${client}-${server}`, client, server }) as TopologyEdge;
const group = (name: string) => ({ id: name, kind: 'namespace' as const, name, x: 0, y: 0, width: 1, height: 1, nodes: 1 });

const topology: Topology = {
  at: '',
  from: '',
  to: '',
  watchedSeconds: 900,
  stale: null,
  hosts: [],
  lost: { total: 0, ratio: 0, byReason: [] },
  groups: ['shop', 'data', 'alone'].map(group),
  nodes: [
    node('web', 'shop', ['n1'], 'shop'),
    node('cart', 'shop', ['n2'], 'shop'),
    node('db', 'data', ['n1'], 'data'),
    node('cron', 'alone', ['n2'], 'alone'),
  ],
  edges: [edge('web', 'cart'), edge('cart', 'db'), edge('db', 'cron')],
};
const clusters = new Map([
  ['n1', 'eu'],
  ['n2', 'us'],
]);
const shown = (scope: Partial<Scope>) => {
  const { nodes, edges, groups } = inScope(topology, { ...all, ...scope }, clusters);
  return { nodes: nodes.map(({ id }) => id), edges: edges.map(({ id }) => id), groups: groups.map(({ id }) => id) };
};

test('a namespace shows what is in it and what that talks to, not what those talk to', () => {
  assert.deepEqual(shown({ namespaces: ['shop'] }), { nodes: ['web', 'cart', 'db'], edges: ['web-cart', 'cart-db'], groups: ['shop', 'data'] });
});

test('a workload shows itself and its neighbours; a cluster what runs on its hosts and theirs', () => {
  assert.deepEqual(shown({ workload: 'web' }), { nodes: ['web', 'cart'], edges: ['web-cart'], groups: ['shop'] });
  assert.deepEqual(shown({ cluster: 'us' }).edges, ['web-cart', 'cart-db', 'db-cron']);
  assert.deepEqual(shown({ cluster: 'nowhere' }), { nodes: [], edges: [], groups: [] });
});

test('no scope is the same map', () => assert.equal(inScope(topology, all, clusters), topology));

test('a scope is the same after it went through a link', () => {
  const scope: Scope = { cluster: 'eu', namespaces: ['shop', 'data'], workload: 'container:x' };
  const query = new URLSearchParams(Object.entries(writeScope(scope)).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));
  assert.deepEqual(readScope(query), scope);
  assert.deepEqual(readScope(new URLSearchParams('ns=,a,,a')), { ...all, namespaces: ['a'] });
  assert.deepEqual(writeScope(all), { cluster: undefined, ns: undefined, workload: undefined });
});

test('the hosts of a scope are those of its cluster, or those on which something that it names runs', () => {
  const hosts = (scope: Partial<Scope>) => {
    const found = hostsInScope(topology.nodes, { ...all, ...scope }, clusters);
    return found && [...found];
  };
  assert.equal(hosts({}), undefined);
  assert.deepEqual(hosts({ cluster: 'eu' }), ['n1']);
  assert.deepEqual(hosts({ namespaces: ['shop'] }), ['n1', 'n2']);
  assert.deepEqual(hosts({ namespaces: ['shop'], cluster: 'us' }), ['n2']);
  assert.deepEqual(hosts({ workload: 'nobody' }), []);
});
