import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatAddress } from '../identity/address.ts';
import { addressesIn } from './dns.ts';
import { asked, message, nameOf, pointer, type Resource } from './fixtures/dns-message.ts';

const found = (bytes: Uint8Array) => {
  const named = addressesIn(bytes);
  return named && [named.name, ...named.addresses.map(({ address, ttlSeconds }) => `${formatAddress(address)} ${ttlSeconds}`)];
};

test('the addresses of a name are read, of both kinds', () => {
  const v6 = [0x20, 1, 0xd, 0xb8, ...Array.from({ length: 11 }, () => 0), 5];
  const bytes = message('WWW.Example.com', [
    { owner: asked, type: 'a', data: [192, 0, 2, 7] },
    { owner: nameOf('www.example.COM'), type: 'aaaa', data: v6, ttlSeconds: 86_400 },
  ]);
  assert.deepEqual(found(bytes), ['www.example.com', '192.0.2.7 300', '2001:db8::5 86400']);
});

test('a name that is an alias has the addresses of what it stands for, in whichever order they come', () => {
  const target = nameOf('edge.cdn.example');
  const resources: Resource[] = [
    { owner: nameOf('shop.example'), type: 'cname', data: nameOf('shop.hosting.example') },
    { owner: nameOf('shop.hosting.example'), type: 'cname', data: target },
    { owner: target, type: 'a', data: [198, 51, 100, 1] },
  ];
  for (const order of [resources, resources.toReversed()]) assert.deepEqual(found(message('shop.example', order)), ['shop.example', '198.51.100.1 300']);
});

test('records that nobody asked for are left out', () => {
  const bytes = message('mine.example', [
    { owner: nameOf('bank.example'), type: 'a', data: [192, 0, 2, 66] },
    { owner: nameOf('other.example'), type: 'cname', data: nameOf('bank.example') },
    { owner: asked, type: 'mx', data: [0, 1, ...nameOf('bank.example')] },
    { owner: asked, type: 'a', data: [192, 0, 2, 1], class: 3 },
    { owner: asked, type: 'a', data: [192, 0, 2] },
    { owner: asked, type: 'a', data: [192, 0, 2, 2] },
  ]);
  assert.deepEqual(found(bytes), ['mine.example', '192.0.2.2 300']);
});

test('aliases that lead round in a circle end', () => {
  const bytes = message('a.example', [
    { owner: nameOf('a.example'), type: 'cname', data: nameOf('b.example') },
    { owner: nameOf('b.example'), type: 'cname', data: asked },
    { owner: nameOf('b.example'), type: 'a', data: [192, 0, 2, 3] },
  ]);
  assert.deepEqual(found(bytes), ['a.example', '192.0.2.3 300']);
});

test('a message that was cut is read as far as it goes', () => {
  const bytes = message(
    'www.example.com',
    Array.from({ length: 5 }, (_, last) => ({ owner: asked, type: 'a' as const, data: [192, 0, 2, last] })),
  );
  const whole = found(bytes) ?? [];
  for (let length = 0; length <= bytes.length; length++) {
    const part = found(bytes.subarray(0, length));
    assert.deepEqual(part ?? [], whole.slice(0, part?.length ?? 0), `${length} bytes`);
  }
  assert.equal(found(bytes.subarray(0, bytes.length - 1))?.length, 5);
});

test('names that point at themselves, ahead, or too often are not read', () => {
  const at = message('x.example', []).length;
  for (const owner of [pointer(at), pointer(at + 40), pointer(0x3fff), [1, 97, ...pointer(at)], [0x80, 1], [0x40]]) {
    assert.deepEqual(found(message('x.example', [{ owner, type: 'a', data: [192, 0, 2, 1] }])), ['x.example']);
  }
  const longest = Array.from({ length: 63 }, () => 'abc').join('.');
  assert.equal(found(message(longest, []))?.[0], longest);
  assert.equal(found(message(`${longest}.abc`, [])), undefined);
});

test('more records than there is any use for are not read', () => {
  const bytes = message(
    'x.example',
    Array.from({ length: 200 }, (_, last) => ({ owner: asked, type: 'a' as const, data: [192, 0, 2, last] })),
  );
  assert.equal(found(bytes)?.length, 65);
});

test('a message made of pointers is not followed for long', () => {
  const bytes = new Uint8Array(512);
  bytes.set([0, 7, 0x81, 0x80, 0, 1, 0xff, 0xff]);
  for (let at = 14; at + 1 < bytes.length; at += 2) bytes.set(pointer(at - 2), at);
  const startMs = performance.now();
  for (let round = 0; round < 200; round++) addressesIn(bytes);
  assert.ok(performance.now() - startMs < 3000);
});
