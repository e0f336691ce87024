import assert from 'node:assert/strict';
import { test } from 'node:test';
import { registrableDomain } from './registrable-domain.ts';

const cut = [
  ['example.com', 'example.com'],
  ['www.example.com', 'example.com'],
  ['a.b.c.d.example.com.', 'example.com'],
  ['CDN.Example.COM', 'example.com'],
  ['shop.example.co.uk', 'example.co.uk'],
  ['example.com.au', 'example.com.au'],
  ['www.example.ne.jp', 'example.ne.jp'],
  ['co.uk', 'co.uk'],
  ['t.co', 't.co'],
  ['www.net.example', 'net.example'],
  ['_dmarc.example.org', 'example.org'],
  ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
  ['redis', 'redis'],
  ['db-1.internal', 'db-1.internal'],
] as const;

for (const [name, domain] of cut) test(`${name} belongs to ${domain}`, () => assert.equal(registrableDomain(name), domain));

test('what is no name of a host belongs to nobody', () => {
  for (const name of [
    '',
    '.',
    'a..b',
    '-a.example',
    'a-.example',
    '192.0.2.1',
    'a b.example',
    'bücher.example',
    'x"y.example',
    `${'a'.repeat(64)}.example`,
    'a.7',
  ])
    assert.equal(registrableDomain(name), undefined, name);
});
