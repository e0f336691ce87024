import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Identity } from '#contract/identity.ts';
import { type EdgeKey, socketRole } from '../../bpf/gen/sockets.ts';
import { attribute, type Names } from './attribution.ts';

const host: Identity = { kind: 'host', name: 'node-1', namespace: '' };
const named = (name: string): Identity => ({ kind: 'process', name, namespace: '' });
const internet: Identity = { kind: 'internet', name: 'internet', namespace: '' };
const loopback = Uint8Array.from([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 127, 0, 0, 1]);
const elsewhere = Uint8Array.from([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 192, 0, 2, 1]);

/** Two processes, and a database that listens on 5432 of the first namespace. */
const names: Names = {
  host,
  process: (id) => (id === 0n ? host : named(id === 1n ? 'api' : 'db')),
  address: (address) => (address[12] === 127 ? { identity: host, traffic: 'loopback' } : { identity: internet, traffic: 'internet' }),
  listenerAt: (address, netns, port) => (address[12] === 127 && netns === 1 && port === 5432 ? named('db') : undefined),
};

const key = (parts: Partial<EdgeKey>): EdgeKey => ({
  netns: 1,
  local: 1n,
  peer: 0n,
  peerAddress: elsewhere,
  serverPort: 443,
  role: socketRole.ROLE_CLIENT,
  protocol: 6,
  ...parts,
});

test('a client of the internet is counted at the client', () => {
  const { edge, observed, traffic } = attribute(key({}), names);
  assert.deepEqual(edge, { client: named('api'), server: internet, port: 443, transport: 'tcp' });
  assert.equal(observed, 'client');
  assert.equal(traffic, 'internet');
});

test('a server whose client is a process of this machine has loopback traffic', () => {
  const { edge, observed, traffic } = attribute(key({ local: 2n, peer: 1n, role: socketRole.ROLE_SERVER, serverPort: 5432 }), names);
  assert.deepEqual(edge, { client: named('api'), server: named('db'), port: 5432, transport: 'tcp' });
  assert.equal(observed, 'server');
  assert.equal(traffic, 'loopback');
});

test('a connect that never got through is attributed to who listens there, else to this machine', () => {
  assert.deepEqual(attribute(key({ peerAddress: loopback, serverPort: 5432 }), names).edge.server, named('db'));
  assert.deepEqual(attribute(key({ peerAddress: loopback, serverPort: 5433 }), names).edge.server, host);
  assert.deepEqual(attribute(key({ peerAddress: loopback, serverPort: 5432, netns: 2 }), names).edge.server, host, 'another namespace has its own loopback');
});

test('a reset from a port where nobody listens is sent by this machine', () => {
  const { edge, observed } = attribute(key({ local: 0n, peer: 1n, role: socketRole.ROLE_SERVER, serverPort: 9 }), names);
  assert.deepEqual(edge, { client: named('api'), server: host, port: 9, transport: 'tcp' });
  assert.equal(observed, 'server');
});

test('the overflow entries of the kernel are the edge `other`, each with the traffic that it counts', () => {
  const overflow = (peerAddress: Uint8Array) => attribute(key({ netns: 0, local: 0n, serverPort: 0, peerAddress }), names);
  const { edge } = overflow(new Uint8Array(16));
  assert.equal(edge.client.kind, 'other');
  assert.equal(edge.server.kind, 'other');
  assert.equal(edge.port, 0);
  assert.deepEqual(
    [loopback, elsewhere].map((address) => overflow(address).traffic),
    ['loopback', 'internet'],
  );
});
