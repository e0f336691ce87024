import type { Group } from './cgroups.ts';
import { CounterRows } from './counter-rows.ts';

type Gained = (number | undefined)[];

/** What counters of cgroups gained; one that was made since the last look has gained all that it has. */
export class CgroupGains {
  readonly #rows = new CounterRows();
  #isFirst = true;

  /** `read` answers a group's counters; undefined where they are not there. */
  look(groups: readonly Group[], read: (group: Group) => readonly (number | undefined)[]): Map<Group, Gained> {
    const gained = new Map<Group, Gained>();
    for (const group of groups) {
      const now = read(group);
      if (!this.#isFirst) this.#rows.begin(group.id, now.length);
      gained.set(group, this.#rows.gains(group.id, now));
    }
    this.#isFirst = false;
    this.#rows.keepOnly(new Set(groups.map(({ id }) => id)));
    return gained;
  }
}

/** Takes the groups inside from gains that include them. */
export class OwnGains {
  readonly #owed = new Map<string, number[]>();

  /** Read a moment later, the inner ones may have gained more: what is owed is taken from the next gain. */
  of(gained: ReadonlyMap<Group, readonly (number | undefined)[]>): Map<Group, number[]> {
    const own = withoutInner(gained);
    const ids = new Set([...own.keys()].map(({ id }) => id));
    for (const id of this.#owed.keys()) if (!ids.has(id)) this.#owed.delete(id);
    for (const [group, values] of own) {
      const owed = this.#owed.get(group.id) ?? [];
      const rest = values.map((value, at) => value + (owed[at] ?? 0));
      const below = rest.map((value) => Math.min(0, value));
      const above = rest.map((value) => Math.max(0, value));
      this.#owed.set(group.id, below);
      own.set(group, above);
    }
    return own;
  }
}

/** What each group has beyond the groups inside it; may be below zero. */
export function withoutInner(values: ReadonlyMap<Group, readonly (number | undefined)[]>): Map<Group, number[]> {
  const own = new Map([...values].map(([group, whole]) => [group, whole.map((value) => value ?? 0)] as const));
  for (const [{ around }, inner] of values) {
    const outer = around === undefined ? undefined : own.get(around);
    if (outer !== undefined) for (const [at, value] of inner.entries()) outer[at] = (outer[at] ?? 0) - (value ?? 0);
  }
  return own;
}
