import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, relative } from 'node:path';
import { build } from 'vite';

const types: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.woff2': 'font/woff2' };

/** A page built as its users would build it, and what it asks for. */
export class BuiltPage implements AsyncDisposable {
  readonly url: string;
  readonly #server: Server;
  readonly #folder: string;

  private constructor(server: Server, folder: string, path: string) {
    this.#server = server;
    this.#folder = folder;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/${path}`;
  }

  /** `root`: the folder that its imports stay in. `json`: what is answered at these paths. */
  static async start(root: string, file: string, json: Readonly<Record<string, string>>): Promise<BuiltPage> {
    const folder = await mkdtemp(join(tmpdir(), 'sonde-bench-'));
    await build({
      root,
      configFile: false,
      logLevel: 'silent',
      build: { outDir: folder, emptyOutDir: true, target: 'es2023', rolldownOptions: { input: file } },
    });
    const server = createServer((request, response) => {
      const path = new URL(request.url ?? '/', 'http://localhost').pathname;
      const answer = json[path];
      if (answer !== undefined) {
        response.writeHead(200, { 'content-type': 'application/json' }).end(answer);
        return;
      }
      readFile(join(folder, path)).then(
        (found) => response.writeHead(200, { 'content-type': types[extname(path)] ?? 'application/octet-stream' }).end(found),
        () => response.writeHead(404).end(),
      );
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new BuiltPage(server, folder, relative(root, file));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
    await rm(this.#folder, { recursive: true });
  }
}
