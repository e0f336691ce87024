import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { test } from 'node:test';
import { edgeKeyBytes, protocol, readEdgeKey, socketRole } from '../../bpf/gen/sockets.ts';
import { listenerKeyBytes, readListenerKey } from '../../bpf/gen/sweep.ts';
import { procfs } from '../identity/process-facts.ts';
import * as libbpf from '../runtime/libbpf.ts';
import { mapSweep } from '../runtime/map-sweep.ts';
import { pidOf } from './process-names.ts';
import { openSubstrate, type Substrate } from './substrate.ts';

libbpf.silenceLibrary();

async function withSubstrate(work: (substrate: Substrate) => Promise<void>): Promise<void> {
  const substrate = openSubstrate({
    objectsFolder: new URL('../../.build/bpf', import.meta.url).pathname,
    rootCgroup: procfs().cgroupMount ?? assert.fail('cgroup v2 is not mounted'),
    limits: { edges: 4096, processes: 1024, tuples: 8192, ringBytes: 65536 },
  });
  try {
    await work(substrate);
  } finally {
    substrate.close();
  }
}

/** A free UDP port, found by taking it. */
async function freePort(): Promise<number> {
  const socket = await bound(0);
  const { port } = socket.address();
  socket.close();
  await once(socket, 'close');
  return port;
}

async function bound(port: number): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.bind(port, '127.0.0.1');
  await once(socket, 'listening');
  return socket;
}

test('a UDP server that nobody has asked yet is listed with its port', () =>
  withSubstrate(async (substrate) => {
    const port = await freePort();
    const server = await bound(port);
    substrate.sweep();
    const heard: number[] = [];
    mapSweep(substrate.listeners)(({ keys, count }) => {
      for (let i = 0; i < count; i++) {
        const key = readListenerKey(keys, i * listenerKeyBytes);
        if (key.protocol === protocol.PROTOCOL_UDP && pidOf(key.process) === process.pid) heard.push(key.port);
      }
    });
    server.close();
    assert.deepEqual(heard, [port]);
  }));

test('a bind that fails takes nothing: the datagrams still go to who holds the port', () =>
  withSubstrate(async (substrate) => {
    const port = await freePort();
    const server = await bound(port);
    const refused = `import socket\ns = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\ntry:\n  s.bind(('127.0.0.1', ${port}))\nexcept OSError:\n  raise SystemExit(7)`;
    assert.equal(spawnSync('/usr/bin/python3', ['-c', refused]).status, 7, 'the second bind was to fail');
    const client = createSocket('udp4');
    client.send('x', port, '127.0.0.1');
    await once(server, 'message');
    const clients: { local: number; peer: number }[] = [];
    mapSweep(substrate.map('edges'))(({ keys, count }) => {
      for (let i = 0; i < count; i++) {
        const key = readEdgeKey(keys, i * edgeKeyBytes);
        if (key.serverPort === port && key.role === socketRole.ROLE_CLIENT) clients.push({ local: pidOf(key.local), peer: pidOf(key.peer) });
      }
    });
    server.close();
    client.close();
    assert.deepEqual(clients, [{ local: process.pid, peer: process.pid }]);
  }));
