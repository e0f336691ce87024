import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import { l7ServerNames, l7UnseenConnections } from '#contract/l7-metrics.ts';
import { Lab } from './lab.ts';

const folder = mkdtempSync(join(tmpdir(), 'sonde-tls-'));
after(() => rmSync(folder, { recursive: true }));
const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
execFileSync('openssl', ['req', ...kind, '-keyout', key, '-out', cert, '-subj', '/CN=lab', '-addext', 'subjectAltName=DNS:www.shop.example.com'], {
  stdio: 'ignore',
});

/** Node, with this in scope; it ends with its standard input. Answers its first line. */
async function node(stack: AsyncDisposableStack, code: string): Promise<string> {
  const head = `import net from 'node:net'; import tls from 'node:tls'; import { once } from 'node:events'; import { readFileSync } from 'node:fs';
process.stdin.on('end', () => process.exit()).resume();
const cert = readFileSync('${cert}'), key = readFileSync('${key}');`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', `${head}\n${code}`], { stdio: ['pipe', 'pipe', 'inherit'] });
  stack.defer(() => void child.kill('SIGKILL'));
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  return String(line);
}

const serverOf = (version: string, ciphers: string) => `
const server = tls.createServer({ cert, key, minVersion: '${version}', maxVersion: '${version}', ciphers: '${ciphers}' }, (socket) => socket.on('error', () => {}).end('hello'));
server.on('tlsClientError', () => {}).listen(0, '127.0.0.1', () => console.log(server.address().port));`;

/** Trusts the certificate, except where the other ciphers keep it from getting that far. */
const clientsOf = (port: string, options: string, times: number) => `
for (let i = 0; i < ${times}; i++) {
  const socket = tls.connect({ port: ${port}, host: '127.0.0.1', servername: 'www.shop.example.com', ca: cert, ${options} });
  socket.on('error', () => {}).resume();
  await new Promise((resolve) => socket.once('close', resolve));
}
console.log('done');`;

const strangers = (port: string, times: number) => `
import socket, ssl
for _ in range(${times}):
  try: ssl.create_default_context().wrap_socket(socket.create_connection(('127.0.0.1', ${port})), server_hostname='www.shop.example.com').recv(9)
  except ssl.SSLError: pass
print()`;

/** A hello, and nothing after it. */
const quitters = (port: string, times: number) => `
import socket, ssl
for _ in range(${times}):
  out = ssl.MemoryBIO()
  try: ssl.create_default_context().wrap_bio(ssl.MemoryBIO(), out, server_hostname='www.shop.example.com').do_handshake()
  except ssl.SSLWantReadError: pass
  s = socket.create_connection(('127.0.0.1', ${port}))
  s.sendall(out.read())
  s.close()
print()`;

const bothEnds = (counts: { readonly [what: string]: number }) =>
  Object.fromEntries(['client', 'server'].flatMap((end) => Object.entries(counts).map(([what, count]) => [`${end} ${what}`.trim(), count])));

for (const [version, these, others] of [
  ['TLSv1.2', 'ECDHE-ECDSA-AES128-GCM-SHA256', 'ECDHE-ECDSA-AES256-GCM-SHA384'],
  ['TLSv1.3', 'TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384'],
] as const) {
  test(`${version}: 20 handshakes that succeed and 5 of each that fail, exact at both ends`, async () => {
    await using stack = new AsyncDisposableStack();
    const lab = stack.use(new Lab());
    const port = await node(stack, serverOf(version, these));
    const versions = `minVersion: '${version}', maxVersion: '${version}'`;
    await node(stack, clientsOf(port, versions, 20));
    await node(stack, clientsOf(port, `${versions}, ciphers: '${others}'`, 5));
    await lab.python(strangers(port, 5));
    await lab.python(quitters(port, 5));
    const handshakes = { 'handshake ok': 20, 'handshake alert_handshake_failure': 5, 'handshake alert_unknown_ca': 5, 'handshake unanswered': 5 };
    await lab.becomes(() => lab.requests(Number(port)), bothEnds(handshakes));
    const at = `server_port="${port}"`;
    await lab.becomes(() => lab.counts(l7ServerNames, at, ['observed', 'server_name']), bothEnds({ 'example.com': 35 }));
    await lab.becomes(() => lab.counts(l7UnseenConnections, at, ['observed', 'reason']), bothEnds({ encrypted: 20 }));
  });
}
