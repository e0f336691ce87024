import { closeSync, constants, fstatSync, openSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Folders } from './host/folders.ts';

/** A file of lines. It is bounded: when it is full it is set aside in place of the one before. */
export interface LogFile extends Disposable {
  readonly path: string;
  /** Whether they could be kept: a full disk is no reason to end. */
  write(lines: string): boolean;
}

const mostBytes = 8 << 20;

/** Everything that the supervisor and its children say. */
export function logPath({ up }: Pick<Folders, 'up'>): string {
  return join(up, 'sonde.log');
}

/** At most twice so many bytes, with what was set aside as `<path>.1`. */
export function logFile(path: string, most = mostBytes): LogFile {
  let fd: number | undefined;
  let bytes = 0;
  let isOver = false;
  const close = () => {
    if (fd !== undefined) closeSync(fd);
    fd = undefined;
  };
  const append = (lines: string) => {
    if (bytes >= most) {
      close();
      renameSync(path, `${path}.1`);
      bytes = 0;
    }
    if (fd === undefined) {
      fd = openSync(path, constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW, 0o600);
      bytes = fstatSync(fd).size;
    }
    bytes += writeSync(fd, lines);
  };
  return {
    path,
    write: (lines) => {
      if (isOver) return false;
      try {
        append(lines);
        return true;
      } catch {
        return false;
      }
    },
    [Symbol.dispose]: () => {
      isOver = true;
      close();
    },
  };
}
