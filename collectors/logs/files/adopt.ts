import { closeSync } from 'node:fs';
import { keyOf } from './known-again.ts';
import { type OpenFile, openSafely } from './open-safely.ts';
import type { Sibling } from './siblings.ts';
import type { Start } from './start.ts';
import type { Tail } from './tail.ts';

/** Renaming goes on while one looks; but not for ever. */
export const mostLooks = 20;

/** Those who read, and what they read already. */
export interface Adopter {
  /** Real paths; what is outside of them is not opened. */
  roots(): readonly string[];
  has(key: string): boolean;
  /** Reads a rotated file from now on. */
  add(file: OpenFile, adopted: Adopted): Tail;
  /** Does it; what it throws is told, and keeps nothing else from being done. */
  guarded<T>(work: () => T): T | undefined;
}

/** How a rotated file is read on. */
export interface Adopted {
  /** The path that its lines were written to. */
  readonly as: string;
  readonly from: Start;
}

/** Of which rotated files to read on. */
export interface Adoption {
  readonly look: () => readonly Sibling[];
  /** undefined where it is not to be read. */
  readonly start: (sibling: Sibling, opened: OpenFile) => Adopted | undefined;
}

/** Reads rotated files to their ends. While they are renamed one looks again. */
export function adoptEach(adopter: Adopter, { look, start }: Adoption): void {
  const seen = new Set<string>();
  for (let looks = 0; looks < mostLooks; looks += 1) {
    const fresh = look().filter(({ key }) => !adopter.has(key) && !seen.has(key));
    const outcomes = fresh.map((sibling) => {
      const outcome = adopter.guarded(() => adopt(adopter, sibling, (opened) => start(sibling, opened)));
      if (outcome !== 'moved') seen.add(sibling.key);
      return outcome;
    });
    if (!outcomes.includes('moved')) return;
  }
}

/** `moved`: another file has its name by now. */
export function adopt(adopter: Adopter, { path, key }: Sibling, start: (opened: OpenFile) => Adopted | undefined): Tail | 'moved' | undefined {
  const opened = openSafely(path, adopter.roots());
  if (opened === 'refused') return undefined;
  if (opened === undefined) return 'moved';
  const isIt = keyOf(opened) === key;
  const adopted = isIt ? start(opened) : undefined;
  if (adopted !== undefined) return adopter.add(opened, adopted);
  closeSync(opened.fd);
  return isIt ? undefined : 'moved';
}
