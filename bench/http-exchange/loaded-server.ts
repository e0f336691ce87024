import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Verdict } from '../bench.ts';
import type { RunningSonde } from '../running-sonde.ts';

const run = promisify(execFile);
const port = 18_480;
const seconds = 4;
const usPerTick = 10_000;
/** Until the agent has swept what was counted last. */
const sweptWithinMs = 20_000;

export interface LoadedServer extends AsyncDisposable {
  readonly port: number;
  load(): Promise<unknown>;
  /** One load; with Sonde it also compares what was counted. */
  round(sonde: RunningSonde | undefined): Promise<Readonly<Record<string, number>>>;
  /** Whether every request of every load was counted. */
  account(): Verdict;
}

/** nginx with one worker on the first core; wrk asks from the second. */
export async function loadedServer(folder: string): Promise<LoadedServer> {
  const config = join(folder, 'nginx.conf');
  await writeFile(config, configuration(folder));
  const nginx = spawn('taskset', ['-c', '0', '/usr/sbin/nginx', '-p', folder, '-c', config], { stdio: 'ignore' });
  await once(nginx, 'spawn');
  await until('nginx answers', async () => (await requests().catch(() => 0)) > 0);
  const worker = await workerOf(nginx.pid ?? 0);
  let made = 0;
  let counted = 0;
  const load = () => run('taskset', ['-c', '1', 'wrk', '-t1', '-c32', `-d${seconds}s`, `http://127.0.0.1:${port}/`]);
  return {
    port,
    load,
    async round(sonde) {
      const [before, cpuBefore, agentBefore] = [await requests(), await cpuUs(worker), await sonde?.agentSeconds()];
      await load();
      const [after, cpuAfter] = [await requests(), await cpuUs(worker)];
      const asked = after - before;
      const figures = { workerUs: (cpuAfter - cpuBefore) / asked, perSecond: asked / seconds };
      if (sonde === undefined || agentBefore === undefined) return figures;
      made += after - before;
      counted += await countedOf(sonde, after - before);
      return { ...figures, agentUs: (((await sonde.agentSeconds()) - agentBefore) * 1e6) / asked };
    },
    account: () => ({ says: `${counted} requests counted at the server, of ${made} that nginx counted`, holds: counted === made && made > 0 }),
    async [Symbol.asyncDispose]() {
      nginx.kill('SIGTERM');
      await once(nginx, 'exit');
    },
  };
}

/** Sonde was started for this load: of the status requests it has seen those before and after it, of which nginx counts one in the difference. */
async function countedOf(sonde: RunningSonde, made: number): Promise<number> {
  const labels = [`server_port="${port}"`, 'observed="server"'];
  let counted = 0;
  const endMs = performance.now() + sweptWithinMs;
  while (counted !== made && performance.now() < endMs) {
    await new Promise((resolve) => setTimeout(resolve, 250));
    counted = (await sonde.sum('sonde_l7_requests_total', labels)) - 1;
  }
  return counted;
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
  return Number(/^ \d+ \d+ (\d+)/m.exec(text)?.[1] ?? 0);
}

async function workerOf(master: number): Promise<number> {
  const text = await readFile(`/proc/${master}/task/${master}/children`, 'utf8');
  return Number(text.trim().split(' ')[0]);
}

async function cpuUs(pid: number): Promise<number> {
  const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).replace(/^.*\) /s, '').split(' ');
  return (Number(fields[11]) + Number(fields[12])) * usPerTick;
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const endMs = performance.now() + sweptWithinMs;
  while (!(await holds())) {
    if (performance.now() > endMs) throw new Error(`${what}: not within ${sweptWithinMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
