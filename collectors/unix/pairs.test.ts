import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Identity } from '#contract/identity.ts';
import type { UnixEnd } from '../../bpf/gen/unix.ts';
import { livingHolders } from './holders.ts';
import { unixEdges } from './pairs.ts';

const programs = new Map([
  [1, 'systemd'],
  [20, 'postgres'],
  [21, 'postgres'],
  [30, 'api'],
  [31, 'worker'],
]);
const identityOf = ({ pid }: Pick<UnixEnd, 'pid'>): Identity | undefined => {
  const name = programs.get(pid);
  return name === undefined ? undefined : { kind: 'process', name, namespace: '' };
};

const end = (pid: number, socket: number, peer: number, name = ''): UnixEnd => ({
  pid,
  socket: BigInt(socket),
  peer: BigInt(peer),
  startedAt: pid,
  execs: 1,
  isNamed: name === '' ? 0 : 1,
  name: Buffer.from(name.padEnd(48, '\0')),
});
const postgres = '/run/postgresql/.s.PGSQL.5432';

const found = (...ends: UnixEnd[]) =>
  [...unixEdges(ends, identityOf).values()].map(({ edge: { client, server, port, transport }, connections }) => [
    client.name,
    server.name,
    `${transport} ${port}`,
    connections,
  ]);

test('connections are counted by who is at their ends', () => {
  const ends = [end(20, 1, 2, postgres), end(30, 2, 1), end(21, 3, 4, postgres), end(30, 4, 3), end(31, 6, 5), end(20, 5, 6, postgres)];
  assert.deepEqual(found(...ends), [
    ['api', 'postgres', 'unix 0', 2],
    ['worker', 'postgres', 'unix 0', 1],
  ]);
});

test('an end that several hold counts once, and for process 1 only where nobody else has it', () => {
  assert.deepEqual(found(end(1, 1, 2, postgres), end(20, 1, 2, postgres), end(30, 2, 1), end(31, 2, 1)), [['api', 'postgres', 'unix 0', 1]]);
  assert.deepEqual(found(end(1, 1, 2, '\0own'), end(30, 2, 1)), [['api', 'systemd', 'unix 0', 1]]);
});

test('who talks to itself, to whom nobody knows, or without a name, is no edge', () => {
  assert.deepEqual(found(end(20, 1, 2, postgres), end(21, 2, 1)), []);
  assert.deepEqual(found(end(99, 1, 2, postgres), end(30, 2, 1), end(20, 3, 4, postgres)), []);
  assert.deepEqual(found(end(20, 1, 2), end(30, 2, 1)), []);
});

test('what systemd, buses, desktops and shims do with everyone is left out', () => {
  const names = [
    '/run/systemd/journal/stdout',
    '/run/dbus/system_bus_socket',
    '/run/user/1000/bus',
    '\0/tmp/dbus-Xy1',
    '\0/tmp/.X11-unix/X0',
    '\0c7d1f2a9/bus/systemd/bus-api-system',
    '/run/containerd/s/8a1',
  ];
  for (const name of names) assert.deepEqual(found(end(20, 1, 2, name), end(30, 2, 1)), [], name);
  for (const name of ['/run/redis.sock', '\0shop', '/run/docker.sock', '/tmp/mysql.sock'])
    assert.equal(found(end(20, 1, 2, name), end(30, 2, 1)).length, 1, name);
});

test('a program is looked up once while it holds an end, and again when it has become another', () => {
  const asked: number[] = [];
  const holders = livingHolders((pid) => {
    asked.push(pid);
    return identityOf({ pid });
  });
  const api = end(30, 2, 1);
  for (const one of [api, api, { ...api, execs: 2 }, end(31, 4, 3)]) holders.of(one);
  holders.forget();
  holders.of(api);
  assert.deepEqual(asked, [30, 30, 31]);
  holders.forget();
  holders.forget();
  holders.of(api);
  assert.deepEqual(asked, [30, 30, 31, 30]);
});
