import { type ChildProcess, spawn } from 'node:child_process';

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface ProgramOptions {
  /** Name of a network namespace. */
  readonly namespace?: string | undefined;
  readonly input?: 'pipe' | 'ignore';
  readonly env?: Readonly<Record<string, string>>;
}

const systemPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** A program that runs while a test needs it, and that does not outlive this process. */
export class Program implements AsyncDisposable {
  readonly handle: ChildProcess;
  readonly ended: Promise<Ended>;
  stdout = '';
  stderr = '';

  constructor(command: readonly string[], { namespace, input = 'ignore', env = {} }: ProgramOptions = {}) {
    const inside = namespace === undefined ? [] : ['nsenter', `--net=/run/netns/${namespace}`, '--'];
    this.handle = spawn('setpriv', ['--pdeathsig', 'TERM', '--', ...inside, ...command], {
      env: { PATH: systemPath, LANG: 'C.UTF-8', ...env },
      stdio: [input, 'pipe', 'pipe'],
    });
    this.handle.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text;
    });
    this.handle.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
    });
    this.ended = new Promise((resolve, reject) => {
      this.handle.once('error', (cause) => reject(new Error(`starting ${command.join(' ')}`, { cause })));
      this.handle.once('close', (code, signal) => resolve({ code, signal }));
    });
    this.ended.catch(() => {});
  }

  get pid(): number {
    const { pid } = this.handle;
    if (pid === undefined) throw new Error(`${this.handle.spawnargs.join(' ')} did not start`);
    return pid;
  }

  get running(): boolean {
    return this.handle.exitCode === null && this.handle.signalCode === null;
  }

  /** Asks it to end, and ends it when it has not after 20 s. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<Ended> {
    this.handle.kill(signal);
    const timer = setTimeout(() => this.handle.kill('SIGKILL'), 20_000);
    const ended = await this.ended;
    clearTimeout(timer);
    return ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

/** Runs a program to its end and returns what it printed; fails where the program does. */
export async function output(command: readonly string[], options: ProgramOptions = {}): Promise<string> {
  const program = new Program(command, options);
  const { code, signal } = await program.ended;
  if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code ?? signal}: ${program.stderr.trim() || program.stdout.trim()}`);
  return program.stdout;
}
