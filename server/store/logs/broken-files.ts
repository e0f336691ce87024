import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asideOf, countName, type DayFile, fileName, removeFile } from './day-files.ts';
import { DayReader } from './day-reader.ts';

const codeOf = (error: unknown): number => (error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : 0);

/** SQLITE_CORRUPT, SQLITE_NOTADB. */
export const isCorrupt = (error: unknown): boolean => [11, 26].includes(codeOf(error));

/** What is read of a file that is not open; one without its tables is broken as well. */
export function readingOf<T>(folder: string, file: DayFile, read: (reader: DayReader) => T): T | 'broken' {
  let reader: DayReader | undefined;
  try {
    reader = new DayReader(folder, file);
    return read(reader);
  } catch (error) {
    if (isCorrupt(error) || codeOf(error) === 1) return 'broken';
    throw error;
  } finally {
    reader?.close();
  }
}

/** Looks at every page of it. */
export function isBroken(folder: string, file: DayFile): boolean {
  const found = readingOf(folder, file, ({ database }) => database.prepare('PRAGMA quick_check(1)').get()?.quick_check);
  return found !== 'ok';
}

/** How many lines a file has that gets no more of them is kept beside it, for when it cannot be asked any more. */
export function keepCount(folder: string, file: DayFile): void {
  const path = join(folder, countName(file));
  if (existsSync(path)) return;
  const lines = readingOf(folder, file, (reader) => reader.lines());
  if (lines !== 'broken') writeFileSync(path, `${lines}\n`);
}

/** It is written again. */
export function forgetCount(folder: string, file: DayFile): void {
  rmSync(join(folder, countName(file)), { force: true });
}

/** Moves it away from where files are read; answers how many lines it had, as far as that is known. */
export function moveAside(folder: string, file: DayFile): number {
  const path = join(folder, countName(file));
  const lines = existsSync(path) ? Number(readFileSync(path, 'utf8')) : readingOf(folder, file, (reader) => reader.lines());
  renameSync(join(folder, fileName(file)), join(folder, asideOf(file)));
  removeFile(folder, file);
  return typeof lines === 'number' && Number.isSafeInteger(lines) ? lines : 0;
}
