import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { forgetCount, isBroken, isCorrupt, keepCount, moveAside, readingOf } from './broken-files.ts';
import { asideBefore, bytesOf, type DayFile, dayFiles, hasAside, nextFile, removeFile } from './day-files.ts';
import type { DayReader } from './day-reader.ts';
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
    // An agent whose clock is ahead has its lines in the file of the day before; what comes again after midnight is there.
    const last = writer.last(batch) || this.#before(batch.day, (reader) => reader.last(batch));
    const known = Math.min(batch.count, Math.max(0, last + 1 - batch.first));
    if (known === batch.count) return { stored: 0, known };
    const missing = known > 0 ? 0 : this.#missing(writer, last, batch);
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

  /** Somebody could not read one of the files: those that are broken are moved aside, so that the others can be read. */
  examine(): { readonly broken: number } {
    const { folder } = this.#options;
    const broken = dayFiles(folder).filter((file) => isBroken(folder, file));
    const given = broken.map((file) => [file, this.#moveAside(file)] as const);
    for (const [file, lines] of given) this.#give(file, lines);
    return { broken: broken.length };
  }

  close(): void {
    for (const writer of [...this.#open.values()]) this.#close(writer.file);
  }

  /**
   * Numbers that were given and are not here: the agent had to drop their lines, or they stand in a file that is broken. A spool that
   * is not known goes on where another of the agent ended; where none is known, only a broken file can have known it.
   */
  #missing(writer: DayWriter, last: number, { agent, day, first }: LogBatch): number {
    const before = last || writer.lastOf(agent) || this.#before(day, (reader) => reader.lastOf(agent));
    return before > 0 || hasAside(this.#options.folder) ? Math.max(0, first - before - 1) : 0;
  }

  /** What the file of the day before tells. */
  #before(day: string, ask: (reader: DayReader) => number): number {
    const { folder } = this.#options;
    const before = dayFiles(folder).findLast((file) => file.day < day);
    if (before === undefined) return 0;
    const told = readingOf(folder, before, ask);
    if (told !== 'broken') return told;
    // The numbers tell what is missing.
    this.#moveAside(before);
    return this.#before(day, ask);
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
    if (before !== undefined) this.#close(before.file);
    this.prune('');
    this.#keepCounts(file);
    const writer = this.#write(file, () => new DayWriter(this.#options.folder, file, this.#partBytes / 2));
    if (before !== undefined) this.#write(file, () => writer.goOn(marks, templates));
    this.#open.set(file.day, writer);
    const [oldest] = this.#open.keys();
    const eldest = oldest === undefined ? undefined : this.#open.get(oldest);
    if (eldest !== undefined && this.#open.size > mostOpen) this.#close(eldest.file);
    return writer;
  }

  /** Of the files that are not written any more; who was killed has not done it. */
  #keepCounts(but: DayFile): void {
    const { folder } = this.#options;
    forgetCount(folder, but);
    const closed = dayFiles(folder).filter(({ day, part }) => this.#open.get(day)?.file.part !== part && !(day === but.day && part === but.part));
    for (const file of closed) keepCount(folder, file);
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

  #moveAside(file: DayFile): number {
    this.#close(file);
    return moveAside(this.#options.folder, file);
  }

  /** Its lines are told to be missing on their day. Of the newest file the numbers of what comes next tell that. */
  #give({ day }: DayFile, lines: number): void {
    const newest = dayFiles(this.#options.folder).at(-1);
    if (newest === undefined || newest.day < day || lines === 0) return;
    const writer = this.#writerOf(newest.day);
    this.#write(writer, () => writer.miss(Date.parse(day) * 1000, lines));
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
    keepCount(this.#options.folder, writer.file);
  }
}
