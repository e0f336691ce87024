import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The lines of one ingest day, or of a part of it: what is old goes file by file. */
export interface DayFile {
  readonly day: string;
  /** From 0; another begins when one has reached its size. */
  readonly part: number;
}

const form = /^(\d{4}-\d\d-\d\d)\.(\d{3,6})\.db$/;

export function fileName({ day, part }: DayFile): string {
  return `${day}.${String(part).padStart(3, '0')}.db`;
}

/** Oldest first. */
export function dayFiles(folder: string): DayFile[] {
  const files = readdirSync(folder).flatMap((name) => {
    const [, day, part] = form.exec(name) ?? [];
    return day === undefined ? [] : [{ day, part: Number(part) }];
  });
  return files.sort((one, other) => (one.day === other.day ? one.part - other.part : one.day < other.day ? -1 : 1));
}

const aside = '.corrupt';

/** Where a file goes that is broken. */
export function asideOf(file: DayFile): string {
  return fileName(file) + aside;
}

/** Files that were broken, of before a day. */
export function asideBefore(folder: string, day: string): string[] {
  return readdirSync(folder).filter((name) => name.endsWith(aside) && name.slice(0, day.length) < day);
}

/** Whether a file was broken. */
export function hasAside(folder: string): boolean {
  return readdirSync(folder).some((name) => name.endsWith(aside));
}

/** One that no file of the day was called before: whoever reads may still have open what was moved aside. */
export function nextFile(folder: string, day: string): DayFile {
  const parts = readdirSync(folder).flatMap((name) => {
    const [, of, part] = form.exec(name.replace(aside, '')) ?? [];
    return of === day ? [Number(part)] : [];
  });
  return { day, part: Math.max(-1, ...parts) + 1 };
}

/** Where it stands how many lines a file has. */
export const countName = (file: DayFile): string => `${fileName(file)}.lines`;

const besides = ['', '-wal', '-shm', '.lines'];

/** On the disk, with what SQLite keeps beside it. */
export function bytesOf(folder: string, file: DayFile): number {
  const sizes = besides.map((end) => statSync(join(folder, fileName(file) + end), { throwIfNoEntry: false })?.size ?? 0);
  return sizes.reduce((sum, size) => sum + size, 0);
}

export function removeFile(folder: string, file: DayFile): void {
  for (const end of besides) rmSync(join(folder, fileName(file) + end), { force: true });
}
