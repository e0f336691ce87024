import { isDeepStrictEqual } from 'node:util';
import type { Demo } from '#contract/demo.ts';
import type { Child, Run } from '../children/child.ts';
import { fullMessage } from '../errors.ts';
import type { Switches } from '../host/switches.ts';
import type { Supervisor } from '../supervisor.ts';
import { type Fault, faults } from './faults.ts';

type ChildrenOf = (fault: string) => Child[];

interface Running {
  readonly supervisor: Pick<Supervisor, 'add' | 'end' | 'reports'>;
  readonly childrenOf: ChildrenOf;
}

interface On {
  readonly children: readonly Child[];
  /** Why it could not begin. */
  readonly problem: string;
}

const lookEveryMs = 1000;

/** Which faults are on. Those that are programs run while they are; the shop's own are told to it. */
export class Switchboard implements Switches {
  readonly #on = new Map<string, On>();
  readonly #listeners = new Set<() => void>();
  #running: Running | undefined;
  /** One change after the other: what is turned off has ended before it is turned on again. */
  #changes: Promise<void> = Promise.resolve();

  constructor(on: readonly Fault[]) {
    for (const { name } of on) this.#on.set(name, { children: [], problem: '' });
  }

  /** From now on programs can be started, first those of the faults that are on. */
  begin(running: Running): void {
    this.#running = running;
    for (const name of this.#on.keys()) this.#begin(name, running);
    this.#tell();
  }

  state(): Demo {
    const reports = this.#running?.supervisor.reports() ?? [];
    return {
      faults: faults.map(({ name, does, look, alerts }) => {
        const on = this.#on.get(name);
        const trouble = reports.filter(({ name: child, state }) => state !== 'ready' && on?.children.some((one) => one.name === child));
        const problem = [on?.problem ?? '', ...trouble.map((report) => report.problem)].filter((text) => text !== '').join('; ');
        return { name, does, look, alerts: [...alerts], on: on !== undefined, problem };
      }),
    };
  }

  turn(name: string, on: boolean): void {
    if (!faults.some((fault) => fault.name === name)) return;
    this.#changes = this.#changes.then(() => this.#turn(name, on)).catch(() => {});
  }

  follow(signal: AbortSignal, told: (state: Demo) => void): void {
    let last: Demo | undefined;
    const look = () => {
      const state = this.state();
      if (!isDeepStrictEqual(state, last)) told(state);
      last = state;
    };
    // What becomes of a program nobody tells.
    const timer = setInterval(look, lookEveryMs);
    this.#listeners.add(look);
    signal.addEventListener('abort', () => {
      clearInterval(timer);
      this.#listeners.delete(look);
    });
    look();
  }

  /** Lets a run of a program of the shop know what to do wrong. */
  direct({ signal, tell }: Run): void {
    this.follow(signal, ({ faults: all }) => tell({ faultsOn: all.filter(({ on }) => on).map(({ name }) => name) }));
  }

  async #turn(name: string, on: boolean): Promise<void> {
    const was = this.#on.get(name);
    if (on === (was !== undefined)) return;
    if (was === undefined) {
      this.#on.set(name, { children: [], problem: '' });
      if (this.#running !== undefined) this.#begin(name, this.#running);
    } else {
      this.#on.delete(name);
    }
    this.#tell();
    if (was !== undefined) await this.#running?.supervisor.end(was.children);
  }

  #begin(name: string, { supervisor, childrenOf }: Running): void {
    try {
      const children = childrenOf(name);
      this.#on.set(name, { children, problem: '' });
      void supervisor.add(children);
    } catch (cause) {
      this.#on.set(name, { children: [], problem: fullMessage(cause) });
    }
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
