import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, type TestContext } from 'node:test';
import { postRecords } from './post-records.ts';

const folder = mkdtempSync(join(tmpdir(), 'sonde-post-'));
after(() => rmSync(folder, { recursive: true }));

const path = (name: string) => join(folder, name);
const text = (name: string) => readFileSync(path(name), 'utf8');
const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'ignore' });
const newKey = (name: string) => ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', path(`${name}.key`)];

/** A certificate for the name that the test's authority signed, and not itself. */
function signed(name: string, host: string): { cert: string; key: string } {
  openssl('req', ...newKey(name), '-subj', `/CN=${name}`, '-out', path(`${name}.csr`));
  writeFileSync(path(`${name}.ext`), `subjectAltName=DNS:${host}`);
  const authority = ['-CA', path('authority.crt'), '-CAkey', path('authority.key'), '-set_serial', String(++serial)];
  openssl('x509', '-req', '-in', path(`${name}.csr`), ...authority, '-days', '2', '-extfile', path(`${name}.ext`), '-out', path(`${name}.crt`));
  return { cert: text(`${name}.crt`), key: text(`${name}.key`) };
}

let serial = 0;
openssl('req', '-x509', ...newKey('authority'), '-days', '2', '-subj', '/CN=authority', '-out', path('authority.crt'));
const own = signed('own', 'sonde.example');
const other = signed('other', 'sonde.example');

async function server(t: TestContext, tls: { cert: string; key: string }): Promise<string> {
  const listening = createServer(tls, (request, response) => request.resume().on('end', () => response.end('taken'))).listen(0, '127.0.0.1');
  await once(listening, 'listening');
  t.after(() => {
    listening.close();
    listening.closeAllConnections();
  });
  return `https://127.0.0.1:${(listening.address() as AddressInfo).port}/api/records`;
}

test('a certificate of an authority that nobody here knows is trusted, because it is the server’s own', async (t) => {
  const url = await server(t, own);
  const answer = await postRecords({ url, token: 't', tls: { ca: own.cert, serverName: 'sonde.example' } }, ['{}'], 10_000);
  assert.deepEqual([answer.status, answer.text], [200, 'taken']);
});

test('another certificate of the same authority is not, and neither is another name', async (t) => {
  const url = await server(t, other);
  const post = (ca: string, serverName: string) => postRecords({ url, token: 't', tls: { ca, serverName } }, ['{}'], 10_000);
  const because = (code: string) => (error: Error) => (error.cause as { code?: string } | undefined)?.code === code;
  await assert.rejects(post(own.cert, 'sonde.example'), because('UNABLE_TO_GET_ISSUER_CERT_LOCALLY'));
  await assert.rejects(post(other.cert, 'elsewhere.example'), because('ERR_TLS_CERT_ALTNAME_INVALID'));
});
