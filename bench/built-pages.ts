import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { build } from 'vite';

const types: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.woff2': 'font/woff2' };

/** What is answered beside the pages: JSON, as it is or packed. */
export interface Answer {
  readonly body: string | Uint8Array;
  readonly encoding?: 'gzip';
}

/** Pages built as their users would build them, and what they ask for. */
export class BuiltPages implements AsyncDisposable {
  readonly #server: Server;
  readonly #folder: string;

  private constructor(server: Server, folder: string) {
    this.#server = server;
    this.#folder = folder;
  }

  /** `root`: the folder that the pages' imports stay in; `pages`: their paths in it; `answers`: by path. Throws where an import is not installed. */
  static async start(root: string, pages: readonly string[], answers: Readonly<Record<string, Answer>>): Promise<BuiltPages> {
    await using stack = new AsyncDisposableStack();
    const folder = stack.adopt(await mkdtemp(join(tmpdir(), 'sonde-bench-')), (path) => rm(path, { recursive: true }));
    await build({
      root,
      configFile: false,
      logLevel: 'silent',
      build: { outDir: folder, emptyOutDir: true, target: 'es2023', rolldownOptions: { input: pages.map((page) => join(root, page)) } },
    });
    const server = createServer((request, response) => {
      const path = new URL(request.url ?? '/', 'http://localhost').pathname;
      const answer = answers[path];
      if (answer !== undefined) {
        response.writeHead(200, { 'content-type': 'application/json', ...(answer.encoding && { 'content-encoding': answer.encoding }) }).end(answer.body);
        return;
      }
      readFile(join(folder, path)).then(
        (found) => response.writeHead(200, { 'content-type': types[extname(path)] ?? 'application/octet-stream' }).end(found),
        () => response.writeHead(404).end(),
      );
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    stack.move();
    return new BuiltPages(server, folder);
  }

  urlOf(page: string): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/${page}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
    await rm(this.#folder, { recursive: true });
  }
}
