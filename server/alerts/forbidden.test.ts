import assert from 'node:assert/strict';
import { isIP } from 'node:net';
import { test } from 'node:test';
import { type AskName, checkHost, checkMeaning, ForbiddenAddress, isForbidden } from './forbidden.ts';

test('link-local and metadata addresses are refused however they are written', () => {
  for (const url of [
    'http://169.254.169.254/latest',
    'http://0xa9fea9fe/',
    'http://2852039166/',
    'http://[fe80::1]/',
    'http://[::ffff:169.254.169.254]/',
    'http://[fd00:ec2::254]/',
    'http://[64:ff9b::a9fe:a9fe]/',
    'http://[64:ff9b:1::169.254.169.254]/',
    'http://[2002:a9fe:a9fe::1]/',
    'http://[::169.254.169.254]/',
    'http://[::ffff:0:169.254.169.254]/',
    'http://168.63.129.16/',
    'http://[64:ff9b::168.63.129.16]/',
    'http://metadata.google.internal/',
    'http://metadata/',
  ])
    assert.throws(() => checkHost(url), ForbiddenAddress, url);
  for (const url of [
    'http://127.0.0.1:9/',
    'https://hooks.example/x',
    'http://[::1]/',
    'http://[64:ff9b::8.8.8.8]/',
    'http://[2002:a00:1::a9fe:a9fe]/',
    'http://168.63.129.17/',
  ])
    checkHost(url);
  assert.ok(isForbidden('169.254.0.1') && !isForbidden('10.0.0.1') && isForbidden('::ffff:169.254.1.1'));
  assert.ok(isForbidden('fe80::1%eth0') && isForbidden('0064:FF9B:0:0:0:0:A9FE:A9FE') && isForbidden('fd00:ec2:0::254'));
});

/** Of a name that means these addresses. */
const meaning =
  (...addresses: string[]): AskName =>
  (_host, _options, done) =>
    done(
      null,
      addresses.map((address) => ({ address, family: isIP(address) })),
    );

test('a name is refused by any of the addresses that it means, and not where it means none yet', async () => {
  for (const address of ['169.254.169.254', '64:ff9b::a9fe:a9fe', '2002:a9fe:a9fe::1', '168.63.129.16'])
    await assert.rejects(checkMeaning('https://hooks.example/', meaning('127.0.0.1', address)), ForbiddenAddress, address);
  await checkMeaning('https://hooks.example/', meaning('127.0.0.1', '2001:db8::1'));
  await checkMeaning('https://hooks.example/', (_host, _options, done) => done(new Error('no such name'), []));
});
