import type { Stats } from 'node:fs';
import { fileKey, type Position } from '../../ship/spool/progress.ts';
import type { OpenFile } from './open-safely.ts';
import { namesBefore } from './siblings.ts';
import { headHolds, isHeadOf } from './tail.ts';

export function keyOf({ stats }: OpenFile): string {
  return fileKey({ device: stats.dev, inode: stats.ino });
}

/** Of a file of which nothing was read, only its number is known: under another name it may be any. */
export function isSame(position: Position, opened: OpenFile): boolean {
  const isNamedSo = opened.path === position.path || namesBefore(opened.path).includes(position.path);
  return (isNamedSo || position.offset > 0) && goesOn(position, opened);
}

/** Whether it begins with what was read so far, and perhaps has more. */
export function goesOn(position: Position, opened: OpenFile): boolean {
  return opened.stats.size >= position.offset && begins(position, opened);
}

/** The same, of many positions: what the file begins with is read once. */
export function goesOnIn({ offset, headBytes: bytes, headSum: sum }: Position, { size }: Stats, start: Buffer): boolean {
  return size >= offset && isHeadOf(start, { bytes, sum });
}

export function begins({ headBytes: bytes, headSum: sum }: Position, { fd }: OpenFile): boolean {
  return headHolds(fd, { bytes, sum });
}
