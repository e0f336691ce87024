import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The lines of one ingest day, or of a part of it: what is old goes file by file. */
export interface DayFile {
  readonly day: string;
  /** From 0; another begins when one has reached its size. */
  readonly part: number;
}

const form = /^(\d{4}-\d\d-\d\d)\.(\d{3})\.db$/;

export function fileName({ day, part }: DayFile): string {
  return `${day}.${String(part).padStart(3, '0')}.db`;
}

/** Oldest first. */
export function dayFiles(folder: string): DayFile[] {
  return readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const [, day, part] = form.exec(name) ?? [];
      return day === undefined ? [] : [{ day, part: Number(part) }];
    });
}

const besides = ['', '-wal', '-shm'];

/** On the disk, with what SQLite keeps beside it. */
export function bytesOf(folder: string, file: DayFile): number {
  const sizes = besides.map((end) => statSync(join(folder, fileName(file) + end), { throwIfNoEntry: false })?.size ?? 0);
  return sizes.reduce((sum, size) => sum + size, 0);
}

export function removeFile(folder: string, file: DayFile): void {
  for (const end of besides) rmSync(join(folder, fileName(file) + end), { force: true });
}
