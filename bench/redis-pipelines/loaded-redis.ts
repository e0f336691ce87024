import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { Verdict } from '../bench.ts';
import type { RunningSonde } from '../running-sonde.ts';

const run = promisify(execFile);
const port = 18_481;
const commands = 1_500_000;
const usPerTick = 10_000;
const withinMs = 20_000;

export interface LoadedRedis extends AsyncDisposable {
  /** One load; with Sonde it also compares what was counted. */
  round(sonde: RunningSonde | undefined): Promise<Readonly<Record<string, number>>>;
  /** Whether every command of every load was counted. */
  account(): Verdict;
}

/** Redis, which keeps nothing, on the first core; redis-benchmark asks from the second. */
export async function loadedRedis(): Promise<LoadedRedis> {
  const redis = spawn('taskset', ['-c', '0', 'redis-server', '--port', `${port}`, '--bind', '127.0.0.1', '--save', ''], { stdio: 'ignore' });
  await once(redis, 'spawn');
  for (const endMs = performance.now() + withinMs; (await calls().catch(() => undefined)) === undefined; await pass()) {
    if (performance.now() > endMs) throw new Error(`Redis does not answer within ${withinMs} ms`);
  }
  let made = 0;
  let counted = 0;
  return {
    async round(sonde) {
      const [before, cpuBefore, agentBefore] = [await calls(), await cpuUs(redis.pid ?? 0), await sonde?.agentSeconds()];
      const startMs = performance.now();
      await run('taskset', ['-c', '1', 'redis-benchmark', '-p', `${port}`, '-P', '16', '-c', '32', '-n', `${commands}`, '-q', '-t', 'get']);
      const seconds = (performance.now() - startMs) / 1000;
      const [after, cpuAfter] = [await calls(), await cpuUs(redis.pid ?? 0)];
      const asked = after - before;
      const figures = { serverUs: (cpuAfter - cpuBefore) / asked, perSecond: asked / seconds };
      if (sonde === undefined || agentBefore === undefined) return figures;
      made += asked;
      counted += await countedOf(sonde, asked);
      return { ...figures, agentUs: (((await sonde.agentSeconds()) - agentBefore) * 1e6) / asked };
    },
    account: () => ({ says: `${counted} commands counted at the server, of ${made} that Redis counted`, holds: counted === made && made > 0 }),
    async [Symbol.asyncDispose]() {
      redis.kill('SIGTERM');
      await once(redis, 'exit');
    },
  };
}

const pass = () => new Promise((resolve) => setTimeout(resolve, 250));

/** How many GETs Redis has answered. */
async function calls(): Promise<number> {
  const { stdout } = await run('redis-cli', ['-p', `${port}`, 'info', 'commandstats']);
  return Number(/^cmdstat_get:calls=(\d+)/m.exec(stdout)?.[1] ?? 0);
}

/** Sonde was started for this load. */
async function countedOf(sonde: RunningSonde, made: number): Promise<number> {
  const labels = [`server_port="${port}"`, 'observed="server"', 'method="GET"'];
  let counted = 0;
  for (const endMs = performance.now() + withinMs; counted !== made && performance.now() < endMs; await pass())
    counted = await sonde.sum('sonde_l7_requests_total', labels);
  return counted;
}

async function cpuUs(pid: number): Promise<number> {
  const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).replace(/^.*\) /s, '').split(' ');
  return (Number(fields[11]) + Number(fields[12])) * usPerTick;
}
