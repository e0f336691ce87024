import { globSync, realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { isFileMissing } from '../file-errors.ts';
import { ChangedFolders } from './changed-folders.ts';

const magic = /[*?[\]{}()!@+]/;

/** The folder above the first sign that stands for several things: links may lead to nowhere outside of it. */
function rootOf(glob: string): string {
  const at = glob.search(magic);
  return dirname(at < 0 ? glob : `${glob.slice(0, at)}x`);
}

/** The roots as they really are, which may not be there yet. */
export function realRoots(globs: readonly string[]): string[] {
  return [...new Set(globs.map(rootOf))].flatMap((root) => {
    try {
      return realpathSync.native(root);
    } catch (cause) {
      if (isFileMissing(cause)) return [];
      throw new Error(`following ${root}`, { cause });
    }
  });
}

/** What globs match. Of one folder alone it is found out again only when that has changed: most looks find what the last one found. */
export class Matches {
  readonly #globs: readonly string[];
  readonly #isLeftOut: (path: string) => boolean;
  readonly #folders = new ChangedFolders();
  readonly #last = new Map<string, readonly string[]>();
  #paths: ReadonlySet<string> = new Set();

  constructor(globs: readonly string[], isLeftOut: (path: string) => boolean) {
    this.#globs = [...new Set(globs)];
    this.#isLeftOut = isLeftOut;
  }

  /** Folders that vanish meanwhile match nothing. The same set where no folder has changed. */
  paths(): ReadonlySet<string> {
    const folders = [...new Set(this.#globs.map(dirname))];
    const unchanged = new Set(folders.filter((folder) => !magic.test(folder) && !this.#folders.hasChanged(folder)));
    if (unchanged.size === folders.length && this.#globs.every((glob) => this.#last.has(glob))) return this.#paths;
    this.#paths = new Set(this.#globs.flatMap((glob) => this.#matching(glob, unchanged.has(dirname(glob)))));
    return this.#paths;
  }

  #matching(glob: string, isUnchanged: boolean): readonly string[] {
    const known = isUnchanged ? this.#last.get(glob) : undefined;
    const paths = known ?? (magic.test(glob) ? globSync(glob) : [glob]).filter((path) => !this.#isLeftOut(path));
    this.#last.set(glob, paths);
    return paths;
  }
}
