import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { consoleToken, equalSecrets } from './console-token.ts';
import { knownHosts } from './hosts.ts';

const folder = await mkdtemp(join(tmpdir(), 'sonde-token-'));
const file = join(folder, 'console.token');
after(() => rm(folder, { recursive: true }));

test('the token is made once, of 256 bits, and readable by its owner alone', async () => {
  const { token, failure } = await consoleToken(folder);
  assert.equal(failure, undefined);
  assert.equal(Buffer.from(token, 'base64url').length, 32);
  assert.equal((await stat(file)).mode & 0o777, 0o600);
  assert.equal(await readFile(file, 'utf8'), `${token}\n`);
  assert.equal((await consoleToken(folder)).token, token);
});

test('one that is short, long, empty or of other characters is made anew', async () => {
  for (const broken of ['', 'short', 'x'.repeat(44), `${'a'.repeat(42)}!`, '\0'.repeat(43)]) {
    await writeFile(file, broken);
    const { token } = await consoleToken(folder);
    assert.notEqual(token, broken);
    assert.equal(token.length, 43);
    assert.equal((await stat(file)).mode & 0o777, 0o600);
  }
});

test('where it can’t be kept there is a token all the same, and the reason why', async () => {
  const { token, failure } = await consoleToken(join(folder, 'gone'));
  assert.equal(token.length, 43);
  assert.match(failure?.message ?? '', /writing .*console\.token/);
});

test('secrets of any two lengths can be compared', () => {
  assert.ok(equalSecrets('a', 'a'));
  assert.ok(!equalSecrets('a', 'ab'));
  assert.ok(!equalSecrets('', 'a'));
});

test('a server that listens on an address of the network is known by that address and by the names it was given', () => {
  const isKnown = knownHosts({ host: '10.0.0.5', port: 8400 }, ['sonde.example', 'other.example:444', '2001:db8::1']);
  for (const host of ['10.0.0.5:8400', 'sonde.example', 'sonde.example:8443', 'other.example:444', '[2001:db8::1]:8400']) assert.ok(isKnown(host), host);
  for (const host of ['localhost:8400', '127.0.0.1:8400', '10.0.0.5:1', 'other.example', 'other.example:445', undefined])
    assert.ok(!isKnown(host), String(host));
});

test('one on IPv6 loopback is known in brackets', () => {
  const isKnown = knownHosts({ host: '::1', port: 8400 }, []);
  for (const host of ['[::1]:8400', 'localhost:8400']) assert.ok(isKnown(host), host);
  for (const host of ['::1', '127.0.0.1:8400', '[::2]:8400']) assert.ok(!isKnown(host), host);
});
