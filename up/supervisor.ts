import { setTimeout as delay } from 'node:timers/promises';
import type { Child } from './children/child.ts';
import { type ChildReport, SupervisedChild, type Watch } from './children/supervised.ts';

/** How long the others stay for those that end first. */
const lastWordsMs = 5000;

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

  /** Ends every child: those that end first, and once they have, or after some seconds, the rest; with `hard` all at once, without asking. */
  async stop(hard = false): Promise<void> {
    this.#stopping = true;
    for (const child of this.#children) child.startNoMore();
    const { first = [], rest = [] } = Object.groupBy(this.#children, ({ child }) => (child.endsFirst === true ? 'first' : 'rest'));
    const ended = Promise.all(first.map((child) => child.stop(hard)));
    if (!hard) await Promise.race([ended, delay(lastWordsMs, undefined, { ref: false })]);
    await Promise.all([ended, ...rest.map((child) => child.stop(hard))]);
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
