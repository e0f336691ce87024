import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type CountedServer, countedServer } from '../counted-server.ts';

const run = promisify(execFile);
const port = 18_480;
const seconds = 2;

export interface LoadedServer extends CountedServer {
  readonly port: number;
  load(): Promise<unknown>;
}

/** nginx with one worker on the first core; wrk asks from the second. */
export async function loadedServer(folder: string): Promise<LoadedServer> {
  const config = join(folder, 'nginx.conf');
  await writeFile(config, configuration(folder));
  const load = async () => {
    await run('taskset', ['-c', '1', 'wrk', '-t1', '-c32', `-d${seconds}s`, `http://127.0.0.1:${port}/`]);
    return seconds;
  };
  const labels = [`server_port="${port}"`, 'observed="server"'];
  const server = await countedServer({
    name: 'nginx',
    what: 'requests',
    command: ['taskset', '-c', '0', '/usr/sbin/nginx', '-p', folder, '-c', config],
    answered: requests,
    workerOf,
    load,
    // Sonde has seen the status requests before and after the load, of which nginx counts one in the difference.
    counted: async (sonde) => (await sonde.sum('sonde_l7_requests_total', labels)) - 1,
  });
  return { port, load, ...server };
}

function configuration(folder: string): string {
  return `worker_processes 1; daemon off; pid ${folder}/nginx.pid; error_log ${folder}/nginx.log;
events { worker_connections 256; }
http {
  access_log off;
  keepalive_requests 1000000000;
  server {
    listen 127.0.0.1:${port};
    location / { return 200 "hello world\\n"; }
    location /status { stub_status; }
  }
}
`;
}

async function requests(): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${port}/status`, { headers: { connection: 'close' } })).text();
  return Number(/^ \d+ \d+ (\d+)/m.exec(text)?.[1]);
}

async function workerOf(master: number): Promise<number> {
  const text = await readFile(`/proc/${master}/task/${master}/children`, 'utf8');
  return Number(text.trim().split(' ')[0]);
}
