import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readArguments } from './arguments.ts';
import { readSettings } from './read.ts';
import { ConfigError } from './settings.ts';
import { readTls, type Tls } from './tls.ts';

const folder = mkdtempSync(join(tmpdir(), 'sonde-tls-'));
after(() => rmSync(folder, { recursive: true }));

const file = (name: string) => join(folder, name);

function makeCertificate(name: string, names: string): void {
  const request = [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-days',
    '2',
    '-subj',
    '/CN=sonde',
    '-addext',
    `subjectAltName=${names}`,
  ];
  execFileSync('openssl', [...request, '-keyout', file(`${name}.key`), '-out', file(`${name}.crt`)], { stdio: 'ignore' });
}
makeCertificate('one', 'DNS:sonde.example,IP:192.0.2.7');
makeCertificate('two', 'DNS:two.example');
writeFileSync(file('rubbish'), '-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n');

function tls(cert: string, key: string, hosts: string): Tls | undefined {
  const flags = ['--listen=0.0.0.0', `--tls.cert=${file(cert)}`, `--tls.key=${file(key)}`, `--console.hosts=${hosts}`];
  return readTls(readSettings({ arguments: readArguments(flags, { switches: [], options: [] }), env: {}, file: undefined }));
}

function problem(cert: string, key: string, hosts = 'sonde.example'): string {
  try {
    tls(cert, key, hosts);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.join('\n');
    throw error;
  }
  throw new Error('it was taken');
}

test('a certificate with its key is read, and our own processes check the first name that it covers', () => {
  assert.deepEqual(tls('one.crt', 'one.key', 'alias.example,sonde.example'), {
    cert: readFileSync(file('one.crt'), 'utf8'),
    key: readFileSync(file('one.key'), 'utf8'),
    serverName: 'sonde.example',
  });
  assert.equal(tls('one.crt', 'one.key', '192.0.2.7')?.serverName, '192.0.2.7');
});

test('without a certificate there is no encryption', () => {
  assert.equal(readTls(readSettings({ arguments: readArguments([], { switches: [], options: [] }), env: {}, file: undefined })), undefined);
});

test('what does not fit is said by its key, and no text of a key file is shown', () => {
  assert.match(problem('one.crt', 'two.key'), /^tls\.key: ".*two\.key" \(flag --tls\.key\) is not the key of the certificate/);
  assert.match(problem('one.crt', 'one.key', 'other.example'), /^console\.hosts: \["other\.example"\] .* such as DNS:sonde\.example/);
  assert.match(problem('missing.crt', 'one.key'), /^tls\.cert: .* cannot be read \(ENOENT\)/);
  assert.match(problem('one.crt', 'rubbish'), /^tls\.key: .* cannot be decoded; allowed: a PEM file of a private key/);
  assert.doesNotMatch(problem('one.crt', 'rubbish'), /c2VjcmV0/);
  assert.match(problem('rubbish', 'one.key'), /^tls\.cert: .* cannot be decoded/);
});
