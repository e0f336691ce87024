import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { networkInterfaces } from 'node:os';
import { test } from 'node:test';
import { parseAddress } from './address.ts';
import { localAddresses, localsOfTrie } from './local-addresses.ts';

const bytes = (text: string): Uint8Array => parseAddress(text) ?? new Uint8Array(16);

const trie = `Main:
  +-- 0.0.0.0/0 3 0 5
     |-- 0.0.0.0
        /0 universe UNICAST
     +-- 10.77.3.0/24 2 0 2
        +-- 10.77.3.0/29 2 0 2
           |-- 10.77.3.0
              /24 link UNICAST
           |-- 10.77.3.5
              /32 link UNICAST
              /32 host LOCAL
        |-- 10.77.3.255
           /32 link BROADCAST
Local:
     |-- 127.0.0.0
        /8 host LOCAL
     |-- 127.0.0.1
        /32 host LOCAL
     |-- 10.77.3.5
        /32 host LOCAL
`;

test('the local addresses of a routing trie are neither its networks nor its broadcasts', () => {
  assert.deepEqual(localsOfTrie(trie), ['10.77.3.5', '127.0.0.1']);
});

test('every address of this machine is its own', () => {
  const local = localAddresses();
  const own = Object.values(networkInterfaces()).flatMap((entries) => entries?.map(({ address }) => address) ?? []);
  assert.ok(own.length > 0);
  for (const address of own) assert.ok(local.has(bytes(address)), address);
  assert.ok(!local.has(bytes('198.51.100.7')));
  assert.ok(!local.has(bytes('2001:db8::7')));
  assert.equal(local.list().length, own.length);
});

const needsRoot = { skip: process.getuid?.() === 0 ? false : 'needs root' };

test('addresses of another network namespace are learnt from a process in it', needsRoot, async (t) => {
  const script = 'ip addr add 10.77.3.5/24 dev lo && ip -6 addr add fd77::5/64 dev lo nodad && ip link set lo up && echo ready && read line';
  const child = spawn('unshare', ['--net', 'sh', '-c', script], { stdio: ['pipe', 'pipe', 'inherit'] });
  t.after(() => child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  const clock = { ms: 0 };
  const local = localAddresses({ now: () => clock.ms });
  assert.ok(!local.has(bytes('10.77.3.5')));
  local.learn(7, child.pid ?? 0);
  assert.ok(local.has(bytes('10.77.3.5')));
  assert.ok(local.has(bytes('fd77::5')));
  assert.ok(!local.has(bytes('10.77.3.255')));
  assert.equal(local.namespaceOf(bytes('10.77.3.5'), 1), 7);
  assert.equal(local.namespaceOf(bytes('127.0.0.1'), 1), 1, 'loopback is each namespace’s own');
  assert.equal(local.namespaceOf(bytes('198.51.100.7'), 1), 1);

  child.kill('SIGKILL');
  await once(child, 'exit');
  clock.ms = 120_000;
  local.learn(7, child.pid ?? 0);
  assert.ok(local.has(bytes('10.77.3.5')), 'what was learnt outlives the process');
});

test('memory is bounded however many namespaces come and go', () => {
  const local = localAddresses();
  for (let netns = 0; netns < 1100; netns += 1) local.learn(netns, process.pid);
  assert.equal(local.namespaces(), 1024);
  local.learn(5000, 2 ** 30);
  assert.equal(local.namespaces(), 1024, 'a process that is gone teaches nothing');
});
