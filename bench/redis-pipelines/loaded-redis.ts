import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type CountedServer, countedServer } from '../counted-server.ts';

const run = promisify(execFile);
const port = 18_481;
const commands = 1_500_000;

/** Redis, which keeps nothing, on the first core; redis-benchmark asks from the second. */
export function loadedRedis(): Promise<CountedServer> {
  const labels = [`server_port="${port}"`, 'observed="server"', 'method="GET"'];
  return countedServer({
    name: 'Redis',
    what: 'commands',
    command: ['taskset', '-c', '0', 'redis-server', '--port', `${port}`, '--bind', '127.0.0.1', '--save', ''],
    answered: calls,
    workerOf: async (pid) => pid,
    async load() {
      const startMs = performance.now();
      await run('taskset', ['-c', '1', 'redis-benchmark', '-p', `${port}`, '-P', '16', '-c', '32', '-n', `${commands}`, '-q', '-t', 'get']);
      return (performance.now() - startMs) / 1000;
    },
    counted: (sonde) => sonde.sum('sonde_l7_requests_total', labels),
  });
}

/** How many GETs it has answered; the line is not there before the first. */
async function calls(): Promise<number> {
  const { stdout } = await run('redis-cli', ['-p', `${port}`, 'info', 'commandstats']);
  return Number(/^cmdstat_get:calls=(\d+)/m.exec(stdout)?.[1] ?? 0);
}
