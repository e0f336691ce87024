import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Identity } from '#contract/identity.ts';
import { groupsOf } from './groups.ts';

const named = (...identities: Identity[]) => new Map(identities.map((identity) => [identity.name, identity]));
const host = (name: string): Identity => ({ kind: 'host', name, namespace: '' });
const web: Identity = { kind: 'container', name: 'web', namespace: 'shop' };

test('a namespace holds what runs in it, and the world outside is one group', () => {
  const { groups, byNode } = groupsOf(
    named(
      web,
      { kind: 'process', name: 'curl', namespace: '' },
      { kind: 'external', name: 'a.example', namespace: '' },
      { kind: 'external', name: 'b.example', namespace: '' },
    ),
  );
  assert.deepEqual(groups, [
    { id: 'external', kind: 'external', name: 'External', nodes: 2 },
    { id: 'namespace:shop', kind: 'namespace', name: 'shop', nodes: 1 },
  ]);
  assert.deepEqual(
    [...byNode],
    [
      ['web', 'namespace:shop'],
      ['a.example', 'external'],
      ['b.example', 'external'],
    ],
  );
});

test('a host stands by itself, and hosts stand together', () => {
  assert.deepEqual(groupsOf(named(host('node-1'), web)).byNode, new Map([['web', 'namespace:shop']]));
  const { groups, byNode } = groupsOf(named(host('node-1'), host('node-2')));
  assert.deepEqual(groups, [{ id: 'hosts', kind: 'hosts', name: 'Hosts', nodes: 2 }]);
  assert.deepEqual([...byNode.values()], ['hosts', 'hosts']);
});
