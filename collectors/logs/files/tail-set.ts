import { basename, dirname, join } from 'node:path';
import { namesBefore } from './siblings.ts';
import type { Tail } from './tail.ts';

/** The files that are read, by what they are and by the paths that their lines were written to. */
export class TailSet {
  readonly #byKey = new Map<string, Tail>();
  readonly #byPath = new Map<string, Set<Tail>>();

  get size(): number {
    return this.#byKey.size;
  }

  get paths(): Iterable<string> {
    return this.#byPath.keys();
  }

  values(): Iterable<Tail> {
    return this.#byKey.values();
  }

  has(key: string): boolean {
    return this.#byKey.has(key);
  }

  add(tail: Tail): void {
    this.#byKey.set(tail.key, tail);
    const there = this.#byPath.get(tail.path);
    if (there === undefined) this.#byPath.set(tail.path, new Set([tail]));
    else there.add(tail);
  }

  delete(tail: Tail): void {
    this.#byKey.delete(tail.key);
    const there = this.#byPath.get(tail.path);
    there?.delete(tail);
    if (there?.size === 0) this.#byPath.delete(tail.path);
  }

  /** The one to which the path led when it was looked at last. */
  current(path: string): Tail | undefined {
    return [...(this.#byPath.get(path) ?? [])].find(({ isRotated }) => !isRotated);
  }

  /** Those of which a file of that path may be a copy, by its name. */
  originals(path: string): Tail[] {
    return namesBefore(basename(path)).flatMap((name) => [...(this.#byPath.get(join(dirname(path), name)) ?? [])]);
  }
}
