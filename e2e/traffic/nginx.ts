import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../whole/eventually.ts';
import type { Namespace } from './namespaces.ts';
import { Program } from './program.ts';

export const nginxPort = 7020;
const statusPort = 7021;
const startMs = 60_000;

export interface Nginx extends AsyncDisposable {
  readonly url: string;
  /** How many requests it has counted itself, this question among them. */
  requests(): Promise<number>;
}

/** A master and two workers on the loopback of a namespace, that answer with 204. */
export async function startNginx(place: Namespace): Promise<Nginx> {
  await using stack = new AsyncDisposableStack();
  const folder = stack.adopt(mkdtempSync(join(tmpdir(), 'sonde-test-')), (path) => rmSync(path, { recursive: true, force: true }));
  const url = `http://127.0.0.1:${nginxPort}/`;
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`);
  writeFileSync(
    join(folder, 'nginx.conf'),
    `daemon off; user root; worker_processes 2; pid ${folder}/pid; error_log stderr; events {}
     http { access_log off; ${paths.join(' ')} 
       server { listen 127.0.0.1:${nginxPort} reuseport; keepalive_requests 10000000; return 204; }
       server { listen 127.0.0.1:${statusPort}; stub_status; } }`,
  );
  stack.use(new Program(['nginx', '-e', 'stderr', '-c', join(folder, 'nginx.conf')], { namespace: place.name }));
  await eventually('nginx answers', startMs, () => place.run(['curl', '-sf', url]));
  const running = stack.move();
  return {
    url,
    async requests() {
      const status = await place.run(['curl', '-sf', `http://127.0.0.1:${statusPort}/`]);
      const [, requests] = /^server accepts handled requests\n \d+ \d+ (\d+)/m.exec(status) ?? [];
      if (requests === undefined) throw new Error(`nginx says of itself ${status}`);
      return Number(requests);
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
