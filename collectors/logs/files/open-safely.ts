import { closeSync, constants, fstatSync, openSync, readlinkSync, realpathSync, type Stats } from 'node:fs';
import { codeOf, isFileMissing } from '../../runtime/file-errors.ts';

export interface OpenFile {
  /** By which it was opened. */
  readonly path: string;
  readonly fd: number;
  readonly stats: Stats;
}

/**
 * Opens what a path leads to, if that is a plain file inside one of the roots: a link that anyone can make in a folder of logs
 * must not lead this process, which may read everything, to /etc/shadow. `refused` where it does; undefined where nothing is there.
 */
export function openSafely(path: string, roots: readonly string[]): OpenFile | 'refused' | undefined {
  const target = targetOf(path);
  if (target === undefined) return undefined;
  if (!isInside(target, roots)) return 'refused';
  const fd = openFile(target);
  if (typeof fd !== 'number') return fd;
  const stats = fstatSync(fd);
  // A folder on the way may have become a link since: where the file really is, the kernel knows.
  const isThere = isInside(readlinkSync(`/proc/self/fd/${fd}`).replace(/ \(deleted\)$/, ''), roots);
  if (stats.isFile() && isThere) return { path, fd, stats };
  closeSync(fd);
  return isThere ? undefined : 'refused';
}

/** What a look at it answers; where that is nothing, or fails, it is closed. */
export function lookedAt<T>({ fd }: OpenFile, look: () => T): T {
  let answer: T | undefined;
  try {
    answer = look();
    return answer;
  } finally {
    if (answer === undefined) closeSync(fd);
  }
}

function targetOf(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch (cause) {
    if (isFileMissing(cause) || codeOf(cause) === 'ELOOP') return undefined;
    throw new Error(`following ${path}`, { cause });
  }
}

function openFile(target: string): number | 'refused' | undefined {
  try {
    return openSync(target, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (cause) {
    if (codeOf(cause) === 'ELOOP') return 'refused';
    if (isFileMissing(cause) || codeOf(cause) === 'ENXIO') return undefined;
    throw new Error(`opening ${target}`, { cause });
  }
}

function isInside(path: string, roots: readonly string[]): boolean {
  return roots.some((root) => root === '/' || path === root || path.startsWith(`${root}/`));
}
