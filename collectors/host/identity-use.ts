import { type Identity, identityId } from '#contract/identity.ts';

/** What one identity used. */
export interface Use {
  readonly identity: Identity;
  /** Gained since it was last settled. */
  userSeconds: number;
  systemSeconds: number;
  majorFaults: number;
  /** Absent where it has no CPU limit. */
  throttling: Throttling | undefined;
  /** Absent until it is known. */
  memory: MemoryUse | undefined;
  limitBytes: number | undefined;
}

export interface Throttling {
  readonly periods: number;
  readonly throttledPeriods: number;
  readonly throttledSeconds: number;
}

export interface MemoryUse {
  readonly anonBytes: number;
  readonly fileBytes: number;
  readonly workingSetBytes: number;
}

const noMemory: MemoryUse = { anonBytes: 0, fileBytes: 0, workingSetBytes: 0 };
const noThrottling: Throttling = { periods: 0, throttledPeriods: 0, throttledSeconds: 0 };

/** Several cgroups or processes may have one identity: their parts add up. */
export class Uses {
  readonly #uses = new Map<string, Use>();

  of(identity: Identity): Use {
    const id = identityId(identity);
    const known = this.#uses.get(id);
    if (known !== undefined) return known;
    const use: Use = { identity, userSeconds: 0, systemSeconds: 0, majorFaults: 0, throttling: undefined, memory: undefined, limitBytes: undefined };
    this.#uses.set(id, use);
    return use;
  }

  entries(): IterableIterator<[id: string, use: Use]> {
    return this.#uses.entries();
  }

  values(): Use[] {
    return [...this.#uses.values()];
  }

  clear(): void {
    this.#uses.clear();
  }
}

export function addMemory(use: Use, memory: MemoryUse): void {
  use.memory = sum(use.memory ?? noMemory, memory);
}

export function addThrottling(use: Use, throttling: Throttling): void {
  use.throttling = sum(use.throttling ?? noThrottling, throttling);
}

/** Part by part. */
function sum<Part extends string>(before: Readonly<Record<Part, number>>, more: Readonly<Record<Part, number>>): Record<Part, number> {
  const total: Record<Part, number> = { ...before };
  for (const part in more) total[part] += more[part];
  return total;
}

/** What moves from one identity to another when it has no series of its own. */
export function addUse(to: Use, from: Use): void {
  to.userSeconds += from.userSeconds;
  to.systemSeconds += from.systemSeconds;
  to.majorFaults += from.majorFaults;
  if (from.memory !== undefined) addMemory(to, from.memory);
  if (from.throttling !== undefined) addThrottling(to, from.throttling);
}
