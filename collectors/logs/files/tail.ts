import { closeSync, fstatSync, readSync, type Stats } from 'node:fs';
import { crc32 } from 'node:zlib';
import { fileKey, type HeldEntry, type Position } from '../../ship/spool/progress.ts';
import { clockGrainMs } from './changed-folders.ts';
import { fromStart, type Start } from './start.ts';

/** Of a file, this much of its beginning tells it from another. */
const longestHead = 512;
export const longestLine = 1 << 20;
const newline = 10;

/** Takes what was read, line by line. */
export interface LineSink {
  /** The line without its end; `tail.offset` is already after it. */
  line(tail: Tail, bytes: Buffer): void;
  odd(what: 'nul', count: number): void;
  tooLong(): void;
  /** Nothing more comes of what was held back. */
  end(tail: Tail): void;
}

/** The beginning of a line, with its time, until the rest comes. */
export interface Held {
  readonly offset: number;
  readonly time: string;
  readonly text: string;
}

/** A buffer of that size holds the longest line, and a little more to see that one is longer. */
export const readBytes = longestLine + (64 << 10);

/** `more`: there is more to read at once. `truncated`: the file is not the one that was read so far. */
export type ReadOutcome = 'more' | 'end' | 'truncated';

export interface TailStart extends Start {
  readonly path: string;
  readonly fd: number;
  readonly stats: Stats;
  readonly isRotated: boolean;
}

/** One open file and how far it was read. Only whole lines are taken; what has no end yet is read again when it has. */
export class Tail {
  readonly key: string;
  readonly device: number;
  readonly inode: number;
  path: string;
  /** As JSON, for the records of its lines. */
  readonly source: string;
  offset: number;
  /** Where the line begins that the sink is given. */
  lineStart = 0;
  skipping: boolean;
  /** When something was last read. */
  grewMs: number;
  /** Since when there has been more than was read; undefined where all is read. */
  behindSinceMs: number | undefined;
  /** What the sink holds back of this file: where it begins is kept with the position. */
  readonly held = new Map<string, Held>();
  /** Its path leads to another file now. */
  isRotated: boolean;
  /** Since when it has been empty, while a copy of what it held cannot be looked at. */
  emptiedMs: number | undefined;
  readonly #fd: number;
  /** Where an earlier process stopped: what it held back is before that, and read again. */
  #start: Start;
  /** Also of what was not read yet: it tells whether the file was emptied meanwhile. */
  #head: Head;
  /** Of the file as it was last found to be the one that was read. */
  #knownMs: number | undefined;

  constructor({ path, fd, stats, isRotated, offset, skipping, held }: TailStart, nowMs: number) {
    this.isRotated = isRotated;
    this.path = path;
    this.source = JSON.stringify(path);
    this.#fd = fd;
    this.device = stats.dev;
    this.inode = stats.ino;
    this.key = fileKey({ device: stats.dev, inode: stats.ino });
    this.#start = { offset, skipping, held };
    this.offset = Math.min(offset, ...held.map(([, begun]) => begun));
    this.skipping = skipping && !this.#isReadingAgain;
    this.grewMs = nowMs;
    this.#head = headOf(startOf(fd));
  }

  get position(): Position {
    const { path, device, inode, isRotated: rotated } = this;
    const { offset, skipping, held } = this.#isReadingAgain ? this.#start : { offset: this.offset, skipping: this.skipping, held: this.heldEntries };
    return { path, device, inode, headBytes: this.#head.bytes, headSum: this.#head.sum, offset, skipping, rotated, held };
  }

  get heldEntries(): readonly HeldEntry[] {
    return [...this.held].map(([stream, { offset }]) => [stream, offset]);
  }

  get #isReadingAgain(): boolean {
    return this.offset < this.#start.offset;
  }

  /** Whether an earlier process handed on the line that the sink is given now, or one of this stream, and did not hold it back. */
  wasHandedOn(stream: string | undefined): boolean {
    if (this.offset > this.#start.offset) return false;
    const [, begun = this.offset] = this.#start.held.find(([name]) => name === stream) ?? [];
    return this.lineStart < begun;
  }

  stats(): Stats {
    return fstatSync(this.#fd);
  }

  /** Reads on, at most as much as the buffer holds. */
  read(buffer: Buffer, sink: LineSink): ReadOutcome {
    const length = readSync(this.#fd, buffer, 0, buffer.length, this.offset);
    if (length === 0) return this.#isEmptied() ? 'truncated' : 'end';
    // Looked at after the reading: had the file been emptied and filled again before, the head would tell.
    if (!headHolds(this.#fd, this.#head)) return 'truncated';
    const before = this.offset;
    if (before === 0) this.#head = headOf(buffer.subarray(0, length));
    else if (this.#head.bytes < longestHead) this.#lengthenHead();
    this.#take(buffer.subarray(0, length), length === buffer.length, sink);
    return this.offset > before && length === buffer.length ? 'more' : 'end';
  }

  /** What stands at the end without a newline; the file gets no more. */
  readRest(buffer: Buffer, sink: LineSink): void {
    const length = readSync(this.#fd, buffer, 0, Math.min(buffer.length, longestLine), this.offset);
    if (length === 0 || this.skipping) return;
    this.lineStart = this.offset;
    this.offset += length;
    sink.line(this, buffer.subarray(0, length));
  }

  /** The file was emptied: it begins again. */
  restart(): void {
    this.#start = fromStart;
    this.offset = 0;
    this.skipping = false;
    this.emptiedMs = undefined;
    this.#head = headOf(startOf(this.#fd));
  }

  /** Whether another file is a copy of what this one holds, perhaps not yet finished, or of what was read of it before it was emptied. */
  isCopiedIn(fd: number): boolean {
    if (!headHolds(this.#fd, this.#head)) return this.offset > 0 && headHolds(fd, this.#head);
    this.#lengthenHead();
    const [own, other] = [startOf(this.#fd), startOf(fd)];
    return other.length > 0 && other.length <= own.length && own.subarray(0, other.length).equals(other);
  }

  close(): void {
    closeSync(this.#fd);
  }

  /** Perhaps it was filled again since, just as far. */
  #isEmptied(): boolean {
    const { size, mtimeMs } = this.stats();
    if (size < Math.max(this.offset, this.#head.bytes)) return true;
    if (mtimeMs === this.#knownMs) return false;
    if (!headHolds(this.#fd, this.#head)) return true;
    // Before that, it may change once more without telling.
    if (Date.now() - mtimeMs > clockGrainMs) this.#knownMs = mtimeMs;
    return false;
  }

  #take(bytes: Buffer, isFull: boolean, sink: LineSink): void {
    let at = this.#skipNul(bytes, 0, sink);
    for (let end = bytes.indexOf(newline, at); end >= 0; end = bytes.indexOf(newline, at)) {
      this.lineStart = this.offset;
      this.offset += end + 1 - at;
      if (this.skipping) this.skipping = false;
      else this.#line(bytes.subarray(at, end), sink);
      at = this.#skipNul(bytes, end + 1, sink);
    }
    if (this.skipping) this.offset += bytes.length - at;
    else if (isFull && bytes.length - at > longestLine) {
      this.lineStart = this.offset;
      this.offset += bytes.length - at;
      this.skipping = true;
      this.#line(bytes.subarray(at), sink);
    }
  }

  #line(bytes: Buffer, sink: LineSink): void {
    if (bytes.length > longestLine) sink.tooLong();
    sink.line(this, bytes.subarray(0, longestLine));
  }

  /** A crash, or a writer that did not notice that its file was emptied, leaves a run of NUL. */
  #skipNul(bytes: Buffer, at: number, sink: LineSink): number {
    if (bytes[at] !== 0 || this.skipping) return at;
    let end = at;
    while (end < bytes.length && bytes[end] === 0) end += 1;
    this.offset += end - at;
    sink.odd('nul', end - at);
    return end;
  }

  #lengthenHead(): void {
    const head = headOf(startOf(this.#fd));
    if (head.bytes > this.#head.bytes && headHolds(this.#fd, this.#head)) this.#head = head;
  }
}

interface Head {
  readonly bytes: number;
  readonly sum: number;
}

export function startOf(fd: number): Buffer {
  const start = Buffer.alloc(longestHead);
  return start.subarray(0, readSync(fd, start, 0, longestHead, 0));
}

function headOf(bytes: Buffer): Head {
  const start = bytes.subarray(0, longestHead);
  return { bytes: start.length, sum: crc32(start) };
}

/** Whether a file still begins as it did. */
export function headHolds(fd: number, head: Head): boolean {
  return head.bytes === 0 || isHeadOf(startOf(fd), head);
}

export function isHeadOf(start: Buffer, { bytes, sum }: Head): boolean {
  return start.length >= bytes && crc32(start.subarray(0, bytes)) === sum;
}
