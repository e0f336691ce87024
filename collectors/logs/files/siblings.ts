import { lstatSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isFileMissing } from '../../runtime/file-errors.ts';
import { fileKey } from '../../ship/spool/progress.ts';
import { bornMs } from './start.ts';

export interface Sibling {
  readonly path: string;
  readonly key: string;
  readonly bornMs: number;
}

/** A rotation renames one file after the other: a look in between would miss one, so that one looks until two looks find the same. */
const mostLooks = 20;
const compressed = /\.(gz|xz|zst|bz2|lz4)$/;

/** What a file may have been called before a rotation made it `app.log.1` or `app.log-20260131`, the longest first. A compressed one cannot be read on. */
export function namesBefore(name: string): string[] {
  if (compressed.test(name)) return [];
  return [...name.matchAll(/(?<=.)[.-]/g)].map(({ index }) => name.slice(0, index)).reverse();
}

export function siblingsOf(path: string): Sibling[] {
  return siblingsIn(dirname(path), new Set([basename(path)]));
}

/** What was rotated of the files of these names, and compressed, and can be unpacked. */
export function compressedIn(folder: string, names: ReadonlySet<string>): Sibling[] {
  return settled(folder, (other) => namesUnpacked(other).some((name) => names.has(name)));
}

/** What a compressed file may have been called before. */
export function namesUnpacked(name: string): string[] {
  const packed = name.endsWith('.gz') ? name.slice(0, -'.gz'.length) : '';
  return [packed, ...namesBefore(packed)];
}

/** What was rotated of the files of these names. */
export function siblingsIn(folder: string, names: ReadonlySet<string>): Sibling[] {
  return settled(folder, (other) => namesBefore(other).some((name) => names.has(name)));
}

/** The files of a folder by fileKey(): one that was renamed while nobody looked may have any name. */
export function filesIn(folder: string): ReadonlyMap<string, Sibling> {
  return new Map(settled(folder, (name) => !compressed.test(name)).map((file) => [file.key, file]));
}

/** Where many are renamed all the time, no two looks find the same: then all that any of them found, by the name that it had last. */
function settled(folder: string, isWanted: (name: string) => boolean): Sibling[] {
  const all = new Map<string, Sibling>();
  /** Of hundreds of names, few are others at the next look. */
  const wanted = new Map<string, boolean>();
  const isOne = (name: string) => {
    const known = wanted.get(name) ?? isWanted(name);
    wanted.set(name, known);
    return known;
  };
  let before: string | undefined;
  for (let looks = 0; looks < mostLooks; looks += 1) {
    const found = namesIn(folder)
      .filter(isOne)
      .sort()
      .flatMap((name) => fileAt(join(folder, name)));
    const now = found.map(({ path, key }) => `${path} ${key}`).join('\n');
    if (now === before) return found;
    before = now;
    for (const file of found) all.set(file.key, file);
  }
  return [...all.values()];
}

function fileAt(path: string): Sibling[] {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined || !stats.isFile()) return [];
  return [{ path, key: fileKey({ device: stats.dev, inode: stats.ino }), bornMs: bornMs(stats) }];
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (cause) {
    if (isFileMissing(cause)) return [];
    throw new Error(`looking into ${folder}`, { cause });
  }
}
