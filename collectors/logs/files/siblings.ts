import { lstatSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isFileMissing } from '../file-errors.ts';
import { fileKey } from '../positions.ts';

export interface Sibling {
  readonly path: string;
  readonly key: string;
  readonly bornMs: number;
}

/** A rotation renames one file after the other: a look in between would miss one, so that one looks again. */
const mostLooks = 20;

/** Whether `other` is named as what a rotation makes of `path`: `app.log.1`, `app.log-20260131`. A compressed one cannot be read on. */
export function isRotationOf(path: string, other: string): boolean {
  return (other.startsWith(`${path}.`) || other.startsWith(`${path}-`)) && !/\.(gz|xz|zst|bz2|lz4)$/.test(other);
}

export function siblingsOf(path: string): Sibling[] {
  const name = basename(path);
  return inFolder(dirname(path), (other) => isRotationOf(name, other));
}

/** The files of a folder by fileKey(): one that was renamed while nobody looked may have any name. */
export function filesIn(folder: string): ReadonlyMap<string, Sibling> {
  return new Map(inFolder(folder, () => true).map((file) => [file.key, file]));
}

function inFolder(folder: string, isWanted: (name: string) => boolean): Sibling[] {
  for (let looks = 1; ; looks += 1) {
    const before = changedAt(folder);
    const found = namesIn(folder)
      .filter(isWanted)
      .flatMap((name) => fileAt(join(folder, name)));
    if (changedAt(folder) === before || looks === mostLooks) return found;
  }
}

function fileAt(path: string): Sibling[] {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined || !stats.isFile()) return [];
  return [{ path, key: fileKey({ device: stats.dev, inode: stats.ino }), bornMs: stats.birthtimeMs || stats.ctimeMs }];
}

function changedAt(folder: string): bigint | undefined {
  return statSync(folder, { bigint: true, throwIfNoEntry: false })?.mtimeNs;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (cause) {
    if (isFileMissing(cause)) return [];
    throw new Error(`looking into ${folder}`, { cause });
  }
}
