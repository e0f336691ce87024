import { globSync, realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { isFileMissing } from '../file-errors.ts';

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

/** What matches now. Folders that vanish meanwhile match nothing. */
export function matching(globs: readonly string[], isLeftOut: (path: string) => boolean): string[] {
  const paths = globs.flatMap((glob) => (magic.test(glob) ? globSync(glob) : glob));
  return [...new Set(paths)].filter((path) => !isLeftOut(path));
}
