import { globSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isFileMissing } from '../../runtime/file-errors.ts';
import { ChangedFolders } from './changed-folders.ts';

const magic = /[*?[\]{}()!@+]/;
/** Where one sign may stand for several folders, or for parts of several: such globs are not taken apart. */
const spanning = /\*\*|[{(][^})]*\//;

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

/** What globs match. Of each folder it is found out again only when that has changed: most looks find what the last one found. */
export class Matches {
  readonly #globs: readonly string[];
  readonly #isLeftOut: (path: string) => boolean;
  readonly #folders = new ChangedFolders();
  /** What matched in a folder at the last look, by the folder and what was looked for. */
  #last: ReadonlyMap<string, readonly string[]> = new Map();
  #paths: ReadonlySet<string> = new Set();

  constructor(globs: readonly string[], isLeftOut: (path: string) => boolean) {
    this.#globs = [...new Set(globs)];
    this.#isLeftOut = isLeftOut;
  }

  /** Folders that vanish meanwhile match nothing. The same set where no folder has changed. */
  paths(): ReadonlySet<string> {
    const found = new Map<string, readonly string[]>();
    const changed = new Map<string, boolean>();
    const hasChanged = (folder: string) => {
      const known = changed.get(folder) ?? this.#folders.hasChanged(folder);
      changed.set(folder, known);
      return known;
    };
    let isSame = true;
    const inFolder = (folder: string, name: string) => {
      const key = join(folder, name);
      const known = hasChanged(folder) ? undefined : this.#last.get(key);
      isSame &&= known !== undefined;
      const paths = known ?? this.#matching(globSync(name, { cwd: folder }).map((one) => join(folder, one)));
      found.set(key, paths);
      return paths;
    };
    const matching = (glob: string): readonly string[] => {
      if (!magic.test(glob)) {
        isSame &&= !hasChanged(dirname(glob));
        return [glob];
      }
      if (spanning.test(glob)) {
        isSame = false;
        return this.#matching(globSync(glob));
      }
      return matching(dirname(glob)).flatMap((folder) => inFolder(folder, basename(glob)));
    };
    const paths = new Set(this.#globs.flatMap(matching));
    if (!isSame || paths.size !== this.#paths.size) this.#paths = paths;
    this.#last = found;
    this.#folders.forgetAllBut(changed);
    return this.#paths;
  }

  #matching(paths: readonly string[]): readonly string[] {
    return paths.filter((path) => !this.#isLeftOut(path));
  }
}
