import type { IndexerConfig } from '#contract/children.ts';
import { Child } from './child.ts';

const fewest = 2;
const most = 4;

/** Two to four indexers, which come and go. */
export class IndexerGroup implements AsyncDisposable {
  readonly #idle: Child[];
  readonly #running: Child[] = [];

  private constructor(config: IndexerConfig) {
    this.#idle = Array.from({ length: most }, () => new Child('server/indexer/main.ts', config));
  }

  /** As few as there may be, once they take lines. */
  static async start(config: IndexerConfig): Promise<IndexerGroup> {
    const group = new IndexerGroup(config);
    await Promise.all(Array.from({ length: fewest }, () => group.#one()));
    return group;
  }

  get running(): readonly Child[] {
    return this.#running;
  }

  /** The group waits some seconds for one that was killed; nobody else has to. One that is killed again meanwhile never gets ready. */
  join(): void {
    if (this.#running.length < most) this.#one().catch(() => undefined);
  }

  async leave(random: () => number): Promise<void> {
    if (this.#running.length > fewest) await this.#end(random, 'SIGTERM');
  }

  async again(random: () => number): Promise<void> {
    await this.#end(random, 'SIGKILL');
    this.join();
  }

  any(random: () => number): Child {
    const one = this.#running[Math.floor(random() * this.#running.length)];
    if (one === undefined) throw new Error('no indexer runs');
    return one;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#running.map((one) => one.end('SIGKILL')));
  }

  async #end(random: () => number, signal: NodeJS.Signals): Promise<void> {
    const one = this.any(random);
    this.#running.splice(this.#running.indexOf(one), 1);
    await one.end(signal);
    this.#idle.push(one);
  }

  async #one(): Promise<void> {
    const next = this.#idle.shift();
    if (next === undefined) return;
    this.#running.push(next);
    await next.start();
  }
}
