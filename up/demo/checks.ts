import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Check } from '#contract/doctor.ts';
import { systemPath } from '../host/command.ts';
import { portState } from '../host/ports.ts';
import { demoPorts } from './places.ts';
import { postgresPrograms } from './servers/postgres.ts';

/** What the demo needs of this host; `failed` stops a start. */
export async function demoChecks(): Promise<Check[]> {
  return [programs(), ...(await Promise.all(Object.entries(demoPorts).map(([name, port]) => portFree(name, port))))];
}

function programs(): Check {
  const folders = systemPath.split(delimiter);
  const missing = ['nginx', 'redis-server'].filter((name) => !folders.some((folder) => existsSync(join(folder, name))));
  if (postgresPrograms() === undefined) missing.push('postgresql');
  return missing.length === 0
    ? { name: 'demo programs', state: 'ok', says: 'every program of the demo is installed', mend: '' }
    : {
        name: 'demo programs',
        state: 'failed',
        says: `demo: missing: ${missing.join(', ')}`,
        mend: 'Start by ./sonde up --demo, which installs them, or apt-get install --no-install-recommends nginx-light postgresql redis-server.',
      };
}

async function portFree(name: string, port: number): Promise<Check> {
  const check = `demo port ${port}`;
  const { state, code, holder } = await portState('127.0.0.1', port);
  if (state === 'free') return { name: check, state: 'ok', says: `127.0.0.1:${port} (${name} of the demo) is free`, mend: '' };
  const who =
    state === 'refused'
      ? `not to be had (${code})`
      : `taken by ${holder === undefined ? 'a process that /proc does not show from here' : `${holder.name} (pid ${holder.pid})`}`;
  return {
    name: check,
    state: 'failed',
    says: `demo: port ${port}, which its ${name} needs, is ${who}`,
    mend: 'Stop that, or start without --demo: the demo’s ports are fixed.',
  };
}
