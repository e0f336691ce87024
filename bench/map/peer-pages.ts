import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

const types: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

/** Pages of the peers over the same topology, each built as its users would build it. */
export class PeerPages implements AsyncDisposable {
  readonly origin: string;
  readonly #server: Server;
  readonly #folder: string;

  private constructor(server: Server, folder: string) {
    this.#server = server;
    this.#folder = folder;
    this.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** Throws where a peer is not installed. */
  static async start(names: readonly string[], topology: string): Promise<PeerPages> {
    const folder = await mkdtemp(join(tmpdir(), 'sonde-bench-map-'));
    const { build } = await import('vite');
    const root = join(import.meta.dirname, 'peers');
    const input = names.map((name) => join(root, `${name}.html`));
    await build({ root, configFile: false, logLevel: 'silent', build: { outDir: folder, target: 'es2023', rolldownOptions: { input } } });
    const packed = gzipSync(topology, { level: 4 });
    const server = createServer((request, response) => {
      const path = new URL(request.url ?? '/', 'http://localhost').pathname;
      if (path === '/topology.json') {
        response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(packed);
        return;
      }
      readFile(join(folder, path)).then(
        (file) => response.writeHead(200, { 'content-type': types[extname(path)] ?? 'application/octet-stream' }).end(file),
        () => response.writeHead(404).end(),
      );
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new PeerPages(server, folder);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
    await rm(this.#folder, { recursive: true });
  }
}
