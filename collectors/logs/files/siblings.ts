import { lstatSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isFileMissing } from '../file-errors.ts';

export interface Sibling {
  readonly path: string;
  readonly key: string;
  readonly bornMs: number;
}

/** Whether `other` is named as what a rotation makes of `path`: `app.log.1`, `app.log-20260131`. A compressed one cannot be read on. */
export function isRotationOf(path: string, other: string): boolean {
  return (other.startsWith(`${path}.`) || other.startsWith(`${path}-`)) && !/\.(gz|xz|zst|bz2|lz4)$/.test(other);
}

export function siblingsOf(path: string): Sibling[] {
  return namesIn(dirname(path))
    .filter((other) => isRotationOf(basename(path), other))
    .flatMap((other) => siblingAt(join(dirname(path), other)));
}

/** Everything in the folder: a file that was renamed while nobody looked may have any name. */
export function neighboursOf(path: string): Sibling[] {
  return namesIn(dirname(path)).flatMap((other) => siblingAt(join(dirname(path), other)));
}

function siblingAt(path: string): Sibling[] {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined || !stats.isFile()) return [];
  return [{ path, key: `${stats.dev}:${stats.ino}`, bornMs: stats.birthtimeMs || stats.ctimeMs }];
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (cause) {
    if (isFileMissing(cause)) return [];
    throw new Error(`looking into ${folder}`, { cause });
  }
}
