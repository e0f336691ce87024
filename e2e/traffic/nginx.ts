import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../whole/eventually.ts';
import type { Namespace } from './namespaces.ts';
import { Program } from './program.ts';

export const nginxPort = 7020;

export interface Nginx extends AsyncDisposable {
  readonly url: string;
}

/** A master and two workers on the loopback of a namespace, that answer with 204. */
export async function startNginx(place: Namespace): Promise<Nginx> {
  const folder = mkdtempSync(join(tmpdir(), 'sonde-test-'));
  const url = `http://127.0.0.1:${nginxPort}/`;
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`);
  writeFileSync(
    join(folder, 'nginx.conf'),
    `daemon off; user root; worker_processes 2; pid ${folder}/pid; error_log stderr; events {}
     http { access_log off; ${paths.join(' ')} server { listen 127.0.0.1:${nginxPort} reuseport; return 204; } }`,
  );
  const nginx = new Program(['nginx', '-e', 'stderr', '-c', join(folder, 'nginx.conf')], { namespace: place.name });
  await eventually('nginx answers', 20_000, () => place.run(['curl', '-sf', url]));
  return {
    url,
    async [Symbol.asyncDispose]() {
      await nginx.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
