import { spawnSync } from 'node:child_process';

/** Runs a program to its end and answers its output; throws with what it said when it fails. */
export function runCommand(program: string, args: readonly string[], what: string): string {
  const { error, status, signal, stdout, stderr } = spawnSync(program, args, {
    encoding: 'utf8',
    env: { PATH: systemPath, LC_ALL: 'C' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (error !== undefined) throw new Error(what, { cause: error });
  if (status !== 0) throw new Error(what, { cause: new Error(stderr.trim() || `${program} ended with ${signal ?? status}`) });
  return stdout;
}

export const systemPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
