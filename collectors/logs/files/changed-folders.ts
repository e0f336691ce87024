import { statSync } from 'node:fs';

/** The clock of some file systems goes in whole seconds: within one, what changed may change once more. */
export const clockGrainMs = 1000;

/** Tells in which folders there may be other files than at the last look. */
export class ChangedFolders {
  readonly #changedMs = new Map<string, number>();

  /** Asked before each look. */
  hasChanged(folder: string): boolean {
    const changedMs = statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    const isSeen = this.#changedMs.get(folder) === changedMs;
    if (Date.now() - changedMs > clockGrainMs) this.#changedMs.set(folder, changedMs);
    else this.#changedMs.delete(folder);
    return !isSeen;
  }

  /** Something in it was not yet as it will be. */
  lookAgain(folder: string): void {
    this.#changedMs.delete(folder);
  }

  /** Of folders that come and go, no trace is kept. */
  forgetAllBut(folders: ReadonlyMap<string, unknown>): void {
    for (const folder of this.#changedMs.keys()) if (!folders.has(folder)) this.#changedMs.delete(folder);
  }
}
