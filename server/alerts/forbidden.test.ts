import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkHost, ForbiddenAddress, isForbidden } from './forbidden.ts';

test('link-local and metadata addresses are refused however they are written', () => {
  for (const url of [
    'http://169.254.169.254/latest',
    'http://0xa9fea9fe/',
    'http://2852039166/',
    'http://[fe80::1]/',
    'http://[::ffff:169.254.169.254]/',
    'http://[fd00:ec2::254]/',
    'http://metadata.google.internal/',
    'http://metadata/',
  ])
    assert.throws(() => checkHost(url), ForbiddenAddress, url);
  for (const url of ['http://127.0.0.1:9/', 'https://hooks.example/x', 'http://[::1]/']) checkHost(url);
  assert.ok(isForbidden('169.254.0.1') && !isForbidden('10.0.0.1') && isForbidden('::ffff:169.254.1.1'));
});
