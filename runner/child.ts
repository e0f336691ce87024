import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '..');

export interface Ended {
  /** Empty where it ended with 0, else in words. */
  readonly failure: string;
  /** Its exit code; null where it was killed. */
  readonly code: number | null;
  readonly output: string;
  readonly durationMs: number;
}

interface Limits {
  readonly seconds: number;
  /** Ends it early: the whole run is over. */
  readonly signal: AbortSignal;
  readonly env?: { readonly [name: string]: string };
  /** Where its output goes. */
  readonly log: string;
}

const pipesMs = 5000;
/** A quarter less time for a file that imports much, and a third less CPU for a server that a test starts. */
const compiled = { NODE_COMPILE_CACHE: join(root, '.build/compiled') };

/** Runs a command of the repository's folder in a process group of its own, which is killed as a whole when its time is up. */
export function runChild(command: string, args: readonly string[], { seconds, signal, env = {}, log }: Limits): Promise<Ended> {
  const began = performance.now();
  const child = spawn(command, args, {
    cwd: root,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, NODE_TEST_CONTEXT: undefined, ...compiled, ...env },
  });
  const file = createWriteStream(log);
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      file.write(chunk);
    });
  }
  let killedBecause = '';
  const kill = (why: string) => {
    killedBecause ||= why;
    killGroup(child.pid);
  };
  const timer = setTimeout(kill, seconds * 1000, `did not end within ${seconds} s`);
  const onAbort = () => kill('was cut off: the whole run ended');
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort);
  return new Promise((resolve, reject) => {
    let letGo: NodeJS.Timeout | undefined;
    const done = () => {
      clearTimeout(timer);
      clearTimeout(letGo);
      signal.removeEventListener('abort', onAbort);
      file.end();
    };
    child.once('error', (cause) => {
      done();
      reject(new Error(`starting ${command}`, { cause }));
    });
    // What it left running goes with it, and would else hold the pipes open; what has left its group does so no longer than this.
    child.once('exit', () => {
      killGroup(child.pid);
      letGo = setTimeout(() => [child.stdout, child.stderr].map((stream) => stream.destroy()), pipesMs);
    });
    child.once('close', (code, bySignal) => {
      done();
      const failure = killedBecause || (bySignal ? `was ended by ${bySignal}` : code === 0 ? '' : `ended with exit code ${code}`);
      resolve({ failure, code, output: Buffer.concat(chunks).toString('utf8'), durationMs: performance.now() - began });
    });
  });
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
