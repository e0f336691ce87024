import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { asideBefore, asideOf, bytesOf, type DayFile, dayFiles, fileName, nextFile, removeFile } from './day-files.ts';
import { DayReader } from './day-reader.ts';
import { DayWriter } from './day-writer.ts';
import { decodeBatch } from './decode-batch.ts';
import type { Appended, LogBatch } from './log-store.ts';

export interface LogWriterOptions {
  readonly folder: string;
  /** Of all files together. */
  readonly maxBytes: number;
}

/** A file is closed at this share of what may be kept: so much, and no more, goes at once when there is too much. */
const partShare = 1 / 16;
/** The file that grows, and as much again for what the database writes beside it and for the batch that makes it full. */
const keptFree = 2;
/** Yesterday's, for what was spooled before midnight, and today's. */
const mostOpen = 2;

/** The one who writes lines: a file for each ingest day, or several where a day is long. */
export class LogWriter {
  readonly #options: LogWriterOptions;
  readonly #partBytes: number;
  readonly #open = new Map<string, DayWriter>();

  constructor(options: LogWriterOptions) {
    this.#options = options;
    this.#partBytes = options.maxBytes * partShare;
  }

  append(batch: LogBatch): Appended {
    const lines = decodeBatch(batch.body, batch.count);
    if (typeof lines === 'string') return { refused: lines };
    const writer = this.#writerOf(batch.day);
    const known = Math.min(batch.count, Math.max(0, writer.last(batch) + 1 - batch.first));
    if (known === batch.count) return { stored: 0, known };
    const missing = known > 0 ? 0 : this.#missing(writer, batch);
    this.#write(writer, () => writer.append(lines.slice(known), batch, missing));
    if (writer.bytes >= this.#partBytes) this.#begin(nextFile(this.#options.folder, batch.day), writer);
    return { stored: batch.count - known, known };
  }

  /** Removes the files of earlier days, then the oldest until the rest fits; the newest is not too much. */
  prune(beforeDay: string): { removed: number } {
    const { folder, maxBytes } = this.#options;
    const files = dayFiles(folder);
    const sizes = files.map((file) => bytesOf(folder, file));
    let left = sizes.reduce((sum, bytes) => sum + bytes, 0);
    let removed = 0;
    for (const name of asideBefore(folder, beforeDay)) rmSync(join(folder, name), { force: true });
    for (const [at, file] of files.entries()) {
      const isTooMuch = left > maxBytes - keptFree * this.#partBytes && at < files.length - 1;
      if (file.day >= beforeDay && !isTooMuch) break;
      this.#remove(file);
      left -= sizes[at] ?? 0;
      removed += 1;
    }
    return { removed };
  }

  close(): void {
    for (const writer of this.#open.values()) writer.close();
    this.#open.clear();
  }

  /** Numbers that were given and never came: the agent had to drop their lines. Of a spool that is not known, nothing is. */
  #missing(writer: DayWriter, batch: LogBatch): number {
    const last = writer.last(batch) || this.#lastBefore(batch);
    return last === 0 ? 0 : Math.max(0, batch.first - last - 1);
  }

  #lastBefore(batch: LogBatch): number {
    const { folder } = this.#options;
    const before = dayFiles(folder).findLast(({ day }) => day < batch.day);
    if (before === undefined) return 0;
    const reader = new DayReader(folder, before);
    try {
      return reader.last(batch);
    } finally {
      reader.close();
    }
  }

  #writerOf(day: string): DayWriter {
    const known = this.#open.get(day);
    if (known !== undefined) return known;
    const last = dayFiles(this.#options.folder).findLast((file) => file.day === day);
    return this.#begin(last ?? nextFile(this.#options.folder, day));
  }

  /** Marks and templates go with the lines that come: the file before may be gone when its lines are sent again, or theirs are looked at. */
  #begin(file: DayFile, before?: DayWriter): DayWriter {
    const [marks, templates] = [before?.marks() ?? [], before?.templates() ?? []];
    this.#open.get(file.day)?.close();
    this.#open.delete(file.day);
    this.prune('');
    const writer = this.#write(file, () => new DayWriter(this.#options.folder, file, this.#partBytes / 2));
    if (before !== undefined) this.#write(file, () => writer.goOn(marks, templates));
    this.#open.set(file.day, writer);
    const [oldest] = this.#open.keys();
    if (oldest !== undefined && this.#open.size > mostOpen) {
      this.#open.get(oldest)?.close();
      this.#open.delete(oldest);
    }
    return writer;
  }

  /** A file that turns out to be broken is moved aside: the batch comes again, into another. */
  #write<T>(of: DayFile | DayWriter, work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (isCorrupt(error)) this.#moveAside('file' in of ? of.file : of);
      throw error;
    }
  }

  #moveAside(file: DayFile): void {
    this.#close(file);
    const { folder } = this.#options;
    renameSync(join(folder, fileName(file)), join(folder, asideOf(file)));
    removeFile(folder, file);
  }

  #remove(file: DayFile): void {
    this.#close(file);
    removeFile(this.#options.folder, file);
  }

  #close({ day, part }: DayFile): void {
    const writer = this.#open.get(day);
    if (writer?.file.part !== part) return;
    writer.close();
    this.#open.delete(day);
  }
}

/** SQLITE_CORRUPT, SQLITE_NOTADB. */
function isCorrupt(error: unknown): boolean {
  const code = error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : 0;
  return code === 11 || code === 26;
}
