import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { LogLossReason } from '#contract/log-losses.ts';
import { isFileMissing } from '../../runtime/file-errors.ts';
import { Progress } from './progress.ts';
import { syncFolder } from './sync-folder.ts';

/** How far each source was read with the lines before `next`; what came after stands in the frames of the spool. */
export interface Checkpoint {
  readonly spool: string;
  readonly next: number;
  readonly progress: Progress;
  /** Of the line after the last that arrived; those from there to `next` had to be dropped, and nobody who reads lines knows yet. */
  readonly taken: number;
  /** Why they had to. */
  readonly lostBy?: LogLossReason | undefined;
}

/** Two, so that one which the disk has spoiled takes nothing away: without any, every file would be read again. */
const fileNames = ['checkpoint.json', 'checkpoint.copy.json'] as const;

/** The first that is whole; one that is broken is as good as none. */
export function readCheckpoint(folder: string, onBroken: (path: string) => void): Checkpoint | undefined {
  const found = fileNames.flatMap((name) => {
    const path = join(folder, name);
    const text = readIfThere(path);
    return text === undefined ? [] : [{ path, body: bodyOf(text) }];
  });
  const body = found.find((one) => one.body !== undefined)?.body;
  if (body === undefined) {
    for (const { path } of found) onBroken(path);
    return undefined;
  }
  const { progress, ...kept }: Omit<Checkpoint, 'progress' | 'taken'> & { progress: string; taken?: number } = JSON.parse(body);
  return { taken: kept.next, ...kept, progress: Progress.decode(progress) };
}

/** Undefined where it is not what was written. */
function bodyOf(text: string): string | undefined {
  const [sum, body] = [text.slice(0, 8), text.slice(9)];
  return sum === sumOf(body) ? body : undefined;
}

/** Each in one step, and on the disk before what it stands for is removed; the first last, so that it is never the newer. */
export function writeCheckpoint(folder: string, { progress, ...kept }: Checkpoint): void {
  const body = JSON.stringify({ ...kept, progress: progress.encode() });
  for (const name of fileNames.toReversed()) write(folder, name, `${sumOf(body)} ${body}`);
}

function write(folder: string, name: string, text: string): void {
  const path = join(folder, name);
  const fd = openSync(`${path}.new`, 'w', 0o600);
  try {
    writeFileSync(fd, text);
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
