import { spawnSync } from 'node:child_process';
import { closeSync, constants, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { systemPath } from './command.ts';
import type { Folders } from './folders.ts';

export interface Lock {
  release(): void;
}

/**
 * Takes the data folder for this process; undefined when another has it. flock(1) locks the open file that it
 * inherits, which is ours: the kernel lets go when this process ends, however it ends.
 */
export function takeLock(folders: Folders): Lock | undefined {
  const fd = openSync(lockFile(folders), constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o600);
  const { status, error, stderr } = spawnSync('flock', ['--nonblock', '3'], { stdio: ['ignore', 'ignore', 'pipe', fd], env: { PATH: systemPath } });
  if (status !== 0) {
    closeSync(fd);
    if (status === 1) return undefined;
    throw new Error(`locking ${lockFile(folders)}`, { cause: error ?? new Error(stderr.toString().trim()) });
  }
  writeHolder(fd);
  return { release: () => closeSync(fd) };
}

/** The pid in the lock file; it speaks only while the lock is held. */
export function lockHolder(folders: Folders): number | undefined {
  const pid = Number(readFileSync(lockFile(folders), 'utf8').trim());
  return Number.isInteger(pid) && pid > 0 ? pid : undefined;
}

/** The pid only helps a message along: a full disk must not stop the start. */
function writeHolder(fd: number): void {
  try {
    ftruncateSync(fd);
    writeSync(fd, `${process.pid}\n`, 0);
  } catch {}
}

function lockFile(folders: Folders): string {
  return join(folders.up, 'lock');
}
