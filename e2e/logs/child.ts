import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

/** One of Sonde's processes without its supervisor: started with its configuration, killed, and started again. */
export class Child {
  readonly #file: string;
  readonly #config: object;
  #process: ChildProcess | undefined;
  #said = '';

  constructor(file: string, config: object) {
    this.#file = join(root, file);
    this.#config = config;
  }

  get pid(): number {
    return this.#process?.pid ?? 0;
  }

  /** Of the last life; null where it was killed, or lives. */
  get exitCode(): number | null {
    return this.#process?.exitCode ?? null;
  }

  /** What it wrote to standard output and error in all its lives. */
  get said(): string {
    return this.#said;
  }

  /** Resolves with its message when it is ready. */
  async start(): Promise<unknown> {
    const process = spawn('setpriv', ['--pdeathsig', 'KILL', globalThis.process.execPath, this.#file], { stdio: ['pipe', 'pipe', 'pipe', 'ipc'] });
    this.#process = process;
    for (const stream of [process.stdout, process.stderr]) stream?.on('data', (text) => this.#hear(String(text)));
    process.stdin?.on('error', () => {});
    process.stdin?.end(`${JSON.stringify(this.#config)}\n`);
    const ended = once(process, 'exit').then(([code, signal]) => {
      throw new Error(`${this.#file} ended with ${signal ?? code} before it was ready: ${this.#said}`);
    });
    const ready = new Promise<unknown>((resolve) => {
      // It may tell other things before.
      process.on('message', (message) => {
        if (typeof message === 'object' && message !== null && 'ready' in message) resolve(message);
      });
    });
    return await Promise.race([ready, ended]);
  }

  signal(signal: NodeJS.Signals): void {
    this.#process?.kill(signal);
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    const process = this.#process;
    if (process === undefined || process.exitCode !== null || process.signalCode !== null) return;
    const exit = once(process, 'exit');
    process.kill(signal);
    await exit;
  }

  #hear(text: string): void {
    this.#said = (this.#said + text).slice(-10_000);
  }
}
