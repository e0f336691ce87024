import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Identity } from '#contract/identity.ts';
import { type EdgeKey, socketRole } from '../../bpf/gen/sockets.ts';
import { heldAttributions } from './held-attributions.ts';

const named = (name: string): Identity => ({ kind: 'external', name, namespace: '' });
const key: EdgeKey = { netns: 1, local: 1n, peer: 0n, peerAddress: new Uint8Array(16).fill(9), serverPort: 443, role: socketRole.ROLE_CLIENT, protocol: 6 };
const another: EdgeKey = { ...key, peerAddress: new Uint8Array(16).fill(8) };

function renamed(): { attributions: ReturnType<typeof heldAttributions>; call: (name: string) => void } {
  let server = named('first.example');
  const attributions = heldAttributions(({ serverPort: port }) => ({
    edge: { client: named('client'), server, port, transport: 'tcp' },
    observed: 'client',
    traffic: 'internet',
  }));
  const call = (name: string) => {
    server = named(name);
  };
  return { attributions, call };
}

test('an edge keeps the name that it was first given until nobody counts there any more', () => {
  const { attributions, call } = renamed();
  const nameOf = (of: EdgeKey) => attributions.of(of).edge.server.name;
  const held = attributions.hold(key);
  call('second.example');
  assert.equal(attributions.hold(key).attribution.edge.server.name, 'first.example');
  assert.equal(nameOf(key), 'first.example');
  assert.equal(nameOf(another), 'second.example');
  attributions.release(held);
  assert.equal(nameOf(key), 'first.example');
  attributions.release(held);
  assert.equal(nameOf(key), 'second.example');
});

test('who only asks holds nothing', () => {
  const { attributions, call } = renamed();
  assert.equal(attributions.of(key).edge.server.name, 'first.example');
  call('second.example');
  assert.equal(attributions.of(key).edge.server.name, 'second.example');
});
