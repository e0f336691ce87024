import type { IndexerConfig } from '#contract/children.ts';
import { Child } from './child.ts';

const fewest = 2;
const most = 4;

/** Two to four indexers, which come and go. */
export class IndexerGroup implements AsyncDisposable {
  readonly #idle: Child[];
  readonly #running: Child[] = [];
  /** Processes that the group has ended, or is about to. */
  readonly #ended = new Set<number>();
  #failure: unknown;

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

  /** The group waits some seconds for one that was killed; nobody else has to. That one ended by itself is told at the end. */
  join(): void {
    if (this.#running.length >= most) return;
    this.#one().catch((cause: unknown) => {
      this.#failure ??= cause;
    });
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
    for (const { pid } of this.#running) this.#ended.add(pid);
    await Promise.all(this.#running.map((one) => one.end('SIGKILL')));
    if (this.#failure !== undefined) throw new Error('an indexer that joined did not start', { cause: this.#failure });
  }

  async #end(random: () => number, signal: NodeJS.Signals): Promise<void> {
    const one = this.any(random);
    this.#running.splice(this.#running.indexOf(one), 1);
    this.#ended.add(one.pid);
    await one.end(signal);
    this.#idle.push(one);
  }

  /** Resolves when it takes lines, or was ended before it did. */
  async #one(): Promise<void> {
    const next = this.#idle.shift();
    if (next === undefined) return;
    this.#running.push(next);
    const ready = next.start();
    const { pid } = next;
    try {
      await ready;
    } catch (cause) {
      if (!this.#ended.has(pid)) throw cause;
    }
  }
}
