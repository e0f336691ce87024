import assert from 'node:assert/strict';
import { isIPv4, isIPv6 } from 'node:net';
import { test } from 'node:test';
import fc from 'fast-check';
import { type AddressScope, formatAddress, networkOf, parseAddress, scopeOf } from './address.ts';
import { addressIdentities } from './address-identity.ts';

function bytes(text: string): Uint8Array {
  const address = parseAddress(text);
  assert.ok(address, text);
  return address;
}

const scopes: readonly (readonly [scope: AddressScope, addresses: string])[] = [
  ['loopback', '127.0.0.1 127.0.0.53 127.255.255.255 ::1 ::ffff:127.0.0.1'],
  ['unspecified', '0.0.0.0 ::'],
  ['private', '10.0.0.0 10.255.255.255 172.16.0.1 172.31.255.255 192.168.0.1 169.254.169.254 100.64.0.0 100.127.255.255'],
  ['private', 'fc00::1 fdff::1 fe80::1 febf::1 ::ffff:10.1.2.3'],
  ['multicast', '224.0.0.1 239.255.255.255 255.255.255.255 ff02::fb'],
  ['internet', '9.255.255.255 11.0.0.0 172.15.255.255 172.32.0.0 192.167.1.1 192.169.0.0 169.253.1.1 100.63.255.255 100.128.0.0'],
  ['internet', '1.1.1.1 128.0.0.1 223.255.255.255 240.0.0.1 0.0.0.1 2001:db8::1 ::2 ::1:0:0:1 fbff::1 fe00::1 fec0::1'],
];

for (const [scope, addresses] of scopes) {
  for (const address of addresses.split(' ')) test(`${address} is ${scope}`, () => assert.equal(scopeOf(bytes(address)), scope));
}

const written = [
  ['::ffff:10.0.0.5', '10.0.0.5'],
  ['2001:0DB8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
  ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
  ['0:0:0:0:0:0:0:1', '::1'],
  ['1:0:0:0:0:0:0:0', '1::'],
  ['fe80::1%eth0', 'fe80::1'],
  ['64:ff9b::192.0.2.33', '64:ff9b::c000:221'],
  ['fd000000000000000000000000000001', 'fd00::1'],
] as const;

for (const [from, to] of written) test(`${from} is written ${to}`, () => assert.equal(formatAddress(bytes(from)), to));

test('what is no address is not read as one', () => {
  for (const text of [
    '',
    '1.2.3',
    '1.2.3.256',
    '1.2.3.4.5',
    ':',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    'g::1',
    '::1.2.3',
    'localhost',
    '12345::',
  ]) {
    assert.equal(parseAddress(text), undefined, text);
  }
});

test('any 16 bytes are classed, and their text means the same address', () => {
  const byte = fc.oneof(fc.constant(0), fc.nat(255));
  const v6 = fc.array(byte, { minLength: 16, maxLength: 16 });
  const v4 = fc.array(byte, { minLength: 4, maxLength: 4 }).map((last) => [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, ...last]);
  fc.assert(
    fc.property(fc.oneof(v6, v4), (bytesOf) => {
      const address = Uint8Array.from(bytesOf);
      const text = formatAddress(address);
      assert.ok(isIPv4(text) || isIPv6(text), text);
      assert.deepEqual(parseAddress(text), address);
      assert.match(networkOf(address), /^(\d+\.\d+\.\d+\.0\/24|[0-9a-f:]+\/64)$/);
      assert.ok(scopeOf(address));
    }),
    { numRuns: 3000 },
  );
});

const here = ['192.168.1.7', '203.0.113.9', 'fd00:1::7'];
const called: { readonly [address: string]: string } = {
  '1.0.0.1': 'one.example',
  '10.9.9.9': 'database.example',
  '192.168.1.7': 'mine.example',
  '224.0.0.7': 'all.example',
};
const peers = addressIdentities({
  node: 'web-1',
  local: { has: (address) => here.includes(formatAddress(address)) },
  names: { nameOf: (address) => called[formatAddress(address)] },
});

const identified: readonly (readonly [address: string, kind: string, name: string, traffic: string])[] = [
  ['127.0.0.1', 'host', 'web-1', 'loopback'],
  ['::1', 'host', 'web-1', 'loopback'],
  ['0.0.0.0', 'host', 'web-1', 'loopback'],
  ['192.168.1.7', 'host', 'web-1', 'loopback'],
  ['203.0.113.9', 'host', 'web-1', 'loopback'],
  ['fd00:1::7', 'host', 'web-1', 'loopback'],
  ['192.168.1.8', 'private', '192.168.1.0/24', 'lan'],
  ['10.0.3.77', 'private', '10.0.3.0/24', 'lan'],
  ['100.64.9.1', 'private', '100.64.9.0/24', 'lan'],
  ['169.254.169.254', 'private', '169.254.169.0/24', 'lan'],
  ['fd12:3456:789a:1::5', 'private', 'fd12:3456:789a:1::/64', 'lan'],
  ['fe80::1', 'private', 'fe80::/64', 'lan'],
  ['224.0.0.251', 'private', 'multicast', 'lan'],
  ['ff02::fb', 'private', 'multicast', 'lan'],
  ['224.0.0.7', 'private', 'multicast', 'lan'],
  ['1.0.0.1', 'external', 'one.example', 'internet'],
  ['10.9.9.9', 'external', 'database.example', 'lan'],
  ['1.1.1.1', 'internet', 'internet', 'internet'],
  ['2606:4700::1111', 'internet', 'internet', 'internet'],
];

for (const [address, kind, name, traffic] of identified) {
  test(`a peer at ${address} is ${kind} ${name}`, () => {
    assert.deepEqual(peers.identity(bytes(address)), { kind, name, namespace: '' });
    assert.deepEqual(peers.classify(bytes(address)), { isLocal: kind === 'host', traffic });
  });
}
