import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const program = join(import.meta.dirname, '../../server/fixtures/synthetic-console-main.ts');

export interface SyntheticConsole extends AsyncDisposable {
  /** Signs a browser in. */
  readonly signInUrl: string;
  readonly origin: string;
}

/** The console over a made-up map of that size, without agents. */
export async function syntheticConsole(nodes: number, edges: number, namespaces: number): Promise<SyntheticConsole> {
  const size = ['--nodes', `${nodes}`, '--edges', `${edges}`, '--namespaces', `${namespaces}`];
  const child = spawn(process.execPath, [program, ...size], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = (await Promise.race([once(createInterface(child.stdout), 'line'), once(child, 'exit')])) as [unknown];
  if (typeof line !== 'string') throw new Error('the console over a made-up map did not start');
  return {
    signInUrl: line,
    origin: new URL(line).origin,
    [Symbol.asyncDispose]: async () => {
      child.stdin.end();
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}
