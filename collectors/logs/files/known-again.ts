import { fileKey, type Position } from '../../ship/spool/progress.ts';
import type { OpenFile } from './open-safely.ts';
import { namesBefore } from './siblings.ts';
import { headHolds, isHeadOf, startOf } from './tail.ts';

export function keyOf({ stats }: OpenFile): string {
  return fileKey({ device: stats.dev, inode: stats.ino });
}

/** What tells whether it is the one that was read. */
export interface Content {
  /** In bytes. */
  readonly size: number;
  readonly start: Buffer;
}

export function contentOf({ fd, stats }: OpenFile): Content {
  return { size: stats.size, start: startOf(fd) };
}

/** Of a file of which nothing was read, only its number is known: under another name it may be any. */
export function isSame(position: Position, opened: OpenFile): boolean {
  const isNamedSo = opened.path === position.path || namesBefore(opened.path).includes(position.path);
  return (isNamedSo || position.offset > 0) && goesOn(position, contentOf(opened));
}

/** Whether it begins with what was read so far, and perhaps has more. */
export function goesOn({ offset, headBytes: bytes, headSum: sum }: Position, { size, start }: Content): boolean {
  return size >= offset && isHeadOf(start, { bytes, sum });
}

export function begins({ headBytes: bytes, headSum: sum }: Position, { fd }: OpenFile): boolean {
  return headHolds(fd, { bytes, sum });
}
