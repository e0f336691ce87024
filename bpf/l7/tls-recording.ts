import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ConnectionOptions, connect, createServer, type TlsOptions } from 'node:tls';
import { listeningPort } from './listening-port.ts';
import { recordingProxy } from './recording-proxy.ts';
import type { Segment } from './segments.ts';

/** A key and a certificate that it signed itself. */
export function certificate(name: string): { cert: string; key: string } {
  const folder = mkdtempSync(join(tmpdir(), 'sonde-tls-'));
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  try {
    const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
    const subject = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`];
    execFileSync('openssl', ['req', ...kind, '-keyout', key, '-out', cert, ...subject], { stdio: 'ignore' });
    return { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What passes while the client connects, reads what the server says, and closes, as the server's host sees it. */
async function recorded(server: TlsOptions, client: (port: number) => Promise<void>): Promise<Segment[]> {
  const listener = createServer(server, (socket) => socket.on('error', () => {}).end('hello')).on('tlsClientError', () => {});
  await using proxy = await recordingProxy(await listeningPort(listener));
  await client(proxy.port);
  await once(listener.close(), 'close');
  return proxy.recorded()[0] ?? [];
}

export function recordedFromNode(server: TlsOptions, client: ConnectionOptions): Promise<Segment[]> {
  return recorded(server, async (port) => {
    const socket = connect({ port, host: '127.0.0.1', servername: 'shop.example.com', ...client });
    socket.on('error', () => {}).resume();
    await new Promise((resolve) => socket.once('close', resolve));
  });
}

/** A client that goes away when it does not trust the certificate, and says so. */
export function recordedFromOpenssl(server: TlsOptions): Promise<Segment[]> {
  return recorded(server, async (port) => {
    const options = ['-verify_return_error', '-connect', `127.0.0.1:${port}`];
    await once(spawn('openssl', ['s_client', ...options], { stdio: 'ignore' }), 'close');
  });
}
