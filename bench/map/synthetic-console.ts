import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const program = join(import.meta.dirname, '../../server/fixtures/synthetic-console-main.ts');

/** The console over the made-up map of 10,000 nodes and 30,000 edges. */
export class SyntheticConsole implements AsyncDisposable {
  /** Signs a browser in. */
  readonly url: string;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, url: string) {
    this.#child = child;
    this.url = url;
  }

  static async start(): Promise<SyntheticConsole> {
    const child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'inherit'] });
    await once(child, 'spawn');
    const lines = createInterface(child.stdout);
    const [url] = (await Promise.race([once(lines, 'line'), once(child, 'exit')])) as [unknown];
    if (typeof url !== 'string') throw new Error('the console over the made-up map did not start');
    return new SyntheticConsole(child, url);
  }

  get origin(): string {
    return new URL(this.url).origin;
  }

  /** The topology as the console gets it. */
  async topology(): Promise<string> {
    const token = new URL(this.url).searchParams.get('token') ?? '';
    return await (await fetch(`${this.origin}/api/topology`, { headers: { authorization: `Bearer ${token}` } })).text();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.stdin?.end();
    if (this.#child.exitCode === null) await once(this.#child, 'exit');
  }
}
