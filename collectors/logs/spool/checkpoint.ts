import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { isFileMissing } from '../file-errors.ts';
import { Progress } from '../progress.ts';
import { syncFolder } from './sync-folder.ts';

/** How far each source was read with the lines before `next`; what came after stands in the frames of the spool. */
export interface Checkpoint {
  readonly spool: string;
  readonly next: number;
  readonly progress: Progress;
}

const fileName = 'checkpoint.json';

/** One that is broken is as good as none. */
export function readCheckpoint(folder: string, onBroken: (path: string) => void): Checkpoint | undefined {
  const path = join(folder, fileName);
  const text = readIfThere(path);
  if (text === undefined) return undefined;
  const [sum = '', body = ''] = [text.slice(0, 8), text.slice(9)];
  if (sum !== sumOf(body)) {
    onBroken(path);
    return undefined;
  }
  const { spool, next, progress }: { spool: string; next: number; progress: string } = JSON.parse(body);
  return { spool, next, progress: Progress.decode(progress) };
}

/** In one step, and on the disk before what it stands for is removed. */
export function writeCheckpoint(folder: string, { spool, next, progress }: Checkpoint): void {
  const path = join(folder, fileName);
  const body = JSON.stringify({ spool, next, progress: progress.encode() });
  const fd = openSync(`${path}.new`, 'w', 0o600);
  try {
    writeFileSync(fd, `${sumOf(body)} ${body}`);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(`${path}.new`, path);
  syncFolder(folder);
}

function sumOf(body: string): string {
  return crc32(body).toString(16).padStart(8, '0');
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if (isFileMissing(cause)) return undefined;
    throw new Error(`reading ${path}`, { cause });
  }
}
