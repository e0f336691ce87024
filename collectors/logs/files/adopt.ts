import { closeSync } from 'node:fs';
import { keyOf } from './known-again.ts';
import { lookedAt, type OpenFile, openSafely } from './open-safely.ts';
import type { Sibling } from './siblings.ts';
import type { Start } from './start.ts';

/** Files are renamed while they are opened by the names that they had; but not for ever. */
export const mostRounds = 20;

export interface Adopter {
  /** Real paths; what is outside of them is not opened. */
  roots(): readonly string[];
  /** Of a file that is read already. */
  has(key: string): boolean;
  /** Closes it where it throws. */
  add(file: OpenFile, adopted: Adopted): void;
  /** What it throws is told, and keeps nothing else from being done: then it answers undefined. */
  guarded<T>(work: () => T): T | undefined;
}

export interface Adopted {
  /** The path that its lines were written to. */
  readonly as: string;
  readonly from: Start;
  /** That path leads to another file by now. */
  readonly isRotated: boolean;
  /** What is read in place of the file: its text, where it is compressed. */
  readonly text?: OpenFile;
}

/** `moved`: its name leads elsewhere, or nowhere, by now. `other`: it is not to be read. `unknown`: it could not be looked at, which was told. */
export type Outcome = 'added' | 'moved' | 'other' | 'unknown';

interface Adoption {
  readonly look: () => readonly Sibling[];
  /** undefined where it is not to be read. */
  readonly start: (sibling: Sibling, opened: OpenFile) => Adopted | undefined;
}

/** Reads rotated files to their ends. While they are renamed one looks again. Answers those that could not be looked at, by their keys. */
export function adoptEach(adopter: Adopter, { look, start }: Adoption): ReadonlySet<string> {
  const seen = new Set<string>();
  const unknown = new Set<string>();
  for (let rounds = 0; rounds < mostRounds; rounds += 1) {
    const fresh = look().filter(({ key }) => !adopter.has(key) && !seen.has(key));
    const outcomes = fresh.map((sibling) => {
      const outcome = adopt(adopter, sibling, (opened) => start(sibling, opened));
      if (outcome !== 'moved') seen.add(sibling.key);
      if (outcome === 'unknown') unknown.add(sibling.key);
      return outcome;
    });
    if (!outcomes.includes('moved')) break;
  }
  return unknown;
}

export function adopt(adopter: Adopter, sibling: Sibling, start: (opened: OpenFile) => Adopted | undefined): Outcome {
  return adopter.guarded(() => outcomeOf(adopter, sibling, start)) ?? 'unknown';
}

function outcomeOf(adopter: Adopter, { path, key }: Sibling, start: (opened: OpenFile) => Adopted | undefined): Outcome {
  const opened = openSafely(path, adopter.roots());
  if (opened === 'refused') return 'other';
  if (opened === undefined) return 'moved';
  if (keyOf(opened) !== key) {
    closeSync(opened.fd);
    return 'moved';
  }
  const adopted = lookedAt(opened, () => start(opened));
  if (adopted === undefined) return 'other';
  if (adopted.text !== undefined) closeSync(opened.fd);
  adopter.add(adopted.text ?? opened, adopted);
  return 'added';
}
