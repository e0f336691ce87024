import type { Child } from './children/child.ts';
import { type ChildReport, SupervisedChild, type Watch } from './children/supervised.ts';

/** Keeps a set of children running. */
export class Supervisor {
  readonly #watch: Watch;
  readonly #children: SupervisedChild[] = [];
  #stopping = false;

  constructor(watch: Watch) {
    this.#watch = watch;
  }

  /** Starts these side by side; resolves when each has been ready once. After a stop nothing starts any more. */
  async add(children: readonly Child[]): Promise<void> {
    if (this.#stopping) return;
    const added = children.map((child) => new SupervisedChild(child, this.#watch));
    this.#children.push(...added);
    for (const child of added) child.start();
    await Promise.all(added.map((child) => child.firstReady));
  }

  /** Ends every child, all at the same time; with `hard` without asking. */
  async stop(hard = false): Promise<void> {
    this.#stopping = true;
    await Promise.all(this.#children.map((child) => child.stop(hard)));
  }

  /** Ends these and forgets them. */
  async end(children: readonly Child[]): Promise<void> {
    const ending = this.#children.filter(({ child }) => children.includes(child));
    await Promise.all(ending.map((child) => child.stop()));
    for (const child of ending) this.#children.splice(this.#children.indexOf(child), 1);
  }

  /** Has the child of this name read its files again. */
  reload(name: string): void {
    this.#children.find(({ child }) => child.name === name)?.reload();
  }

  reports(): ChildReport[] {
    return this.#children.map((child) => child.report());
  }

  /** When the child of this name became ready the last time, in milliseconds since the epoch. */
  readyAt(name: string): number {
    return this.#children.find(({ child }) => child.name === name)?.readyAt ?? 0;
  }
}
