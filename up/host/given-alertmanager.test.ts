import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { certificate } from '../../engines/certificate.ts';
import { upAccepts } from '../accepts.ts';
import { readArguments } from '../config/arguments.ts';
import { readSettings } from '../config/read.ts';
import { ConfigError } from '../config/settings.ts';
import { prometheusAccess, readGivenAlertmanager } from './given-alertmanager.ts';

const scratch = mkdtempSync(join(tmpdir(), 'sonde-given-'));
after(() => rmSync(scratch, { recursive: true }));

function fileOf(name: string, text: string): string {
  const path = join(scratch, name);
  writeFileSync(path, text);
  return path;
}

const givenBy = (...flags: string[]) => {
  const given = readArguments(['--alertmanager.url=https://am.example', ...flags], upAccepts);
  return readGivenAlertmanager(readSettings({ arguments: given, env: {}, file: undefined }));
};
const problemOf = (...flags: string[]): string => {
  try {
    givenBy(...flags);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error('it was taken');
};

test('name, password and certificate, or a token, are read from files: a secret is the first line', async () => {
  const [password, { cert }] = [fileOf('password', 'pass word \nanother\n'), await certificate('am.example')];
  assert.deepEqual(givenBy(), {});
  assert.deepEqual(givenBy('--alertmanager.user=u', `--alertmanager.password-file=${password}`, `--alertmanager.ca=${fileOf('ca.crt', cert)}`), {
    ca: cert,
    login: { username: 'u', password: 'pass word' },
  });
  assert.deepEqual(givenBy(`--alertmanager.token-file=${password}`), { login: { token: 'pass word' } });
});

test('a file that cannot be read, has no secret, or no certificate, is named with its setting, and nothing of what is in it', () => {
  const missing = join(scratch, 'missing');
  const empty = fileOf('empty', '\nsecret\n');
  assert.equal(
    problemOf(`--alertmanager.ca=${missing}`),
    `alertmanager.ca: "${missing}" (flag --alertmanager.ca) cannot be read (ENOENT); allowed: the path of a file that can be read`,
  );
  assert.equal(
    problemOf(`--alertmanager.token-file=${empty}`),
    `alertmanager.tokenFile: "${empty}" (flag --alertmanager.token-file) has nothing in its first line; allowed: a file that has the secret there`,
  );
  assert.equal(
    problemOf(`--alertmanager.ca=${empty}`),
    `alertmanager.ca: "${empty}" (flag --alertmanager.ca) cannot be decoded; allowed: a PEM file of certificates`,
  );
});

test('Prometheus is told of files, not of what is in them', () => {
  assert.deepEqual(prometheusAccess({}, '/up'), {});
  assert.deepEqual(prometheusAccess({ login: { username: 'u', password: 'secret' }, ca: 'PEM' }, '/up'), {
    basic_auth: { username: 'u', password_file: '/up/given-alertmanager.password' },
    tls_config: { ca_file: '/up/given-alertmanager.crt' },
  });
  assert.deepEqual(prometheusAccess({ login: { token: 'secret' } }, '/up'), {
    authorization: { type: 'Bearer', credentials_file: '/up/given-alertmanager.token' },
  });
});
