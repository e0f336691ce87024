import assert from 'node:assert/strict';
import { test } from 'node:test';
import { everything } from '../../lib/scope.ts';
import { nodesInScope } from './in-scope.ts';

const hosts = [
  { node: 'n1', cluster: 'eu' },
  { node: 'n2', cluster: 'us' },
];
const web = { id: 'container:shop/web', kind: 'container' as const, name: 'web', namespace: 'shop', hosts: ['n2'], own: false };
const shop = { ...everything, namespaces: ['shop'] };

test('a host is in the scope when something of it runs there', () => {
  assert.deepEqual(nodesInScope(hosts, [web], shop), { nodes: [hosts[1]], isUnknown: false });
  assert.deepEqual(nodesInScope(hosts, [web], { ...everything, cluster: 'eu' }), { nodes: [hosts[0]], isUnknown: false });
  assert.deepEqual(nodesInScope(hosts, [], shop), { nodes: [], isUnknown: false });
  assert.deepEqual(nodesInScope(hosts, 'unknown', everything), { nodes: hosts, isUnknown: false });
});

test('while it is asked what runs where no host is left out or in; asked in vain, all are shown as such', () => {
  assert.equal(nodesInScope(hosts, undefined, shop), undefined);
  assert.deepEqual(nodesInScope(hosts, 'unknown', shop), { nodes: hosts, isUnknown: true });
});

test('the hosts of a cluster are known without what runs on them', () => {
  for (const names of [undefined, 'unknown'] as const) {
    assert.deepEqual(nodesInScope(hosts, names, { ...everything, cluster: 'eu' }), { nodes: [hosts[0]], isUnknown: false });
  }
});
