import { constants, zstdCompressSync } from 'node:zlib';
import { logBatchLimits } from '#contract/log-batch.ts';
import type { HeldEntry, Position, PositionChange } from '../../ship/spool/progress.ts';
import type { Batch } from '../../ship/spool/spooled.ts';
import type { LogCounts } from '../counts.ts';
import type { Tail } from '../files/tail.ts';
import type { Patterns } from '../patterns/patterns.ts';
import { decoded } from './decoded.ts';
import { Joiner, type Message } from './joiner.ts';
import { type LineRecord, type Reading, RecordWriter } from './record-writer.ts';

/** The quickest level: it takes logs to a fifth at several hundred MB/s. */
const compression = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };
/** A batch is closed at these: with the longest of lines, and every sign of it escaped, it is still less than a server takes. */
const full = { lines: Math.min(4096, logBatchLimits.lines), bytes: 256 << 10 };
/** Room for a full batch; one line that is longer than the rest of it has it for a while larger. */
const roomBytes = 512 << 10;
/** Of a sign in a string, at most so many bytes of UTF-8. */
const mostPerSign = 3;
const carriageReturn = 13;

interface BatchBuilderOptions {
  readonly counts: LogCounts;
  readonly patterns: Patterns;
  /** The identities of those who write files that do not say it, by path. */
  readonly writers?: ReadonlyMap<string, string>;
  /** Takes a batch for good, or throws: then its lines stay here. */
  readonly onBatch: (batch: Batch) => void;
}

/** How far a file was read before a line. */
export interface Before {
  readonly offset: number;
  readonly held: readonly HeldEntry[];
}

interface Place {
  readonly tail: Tail;
  readonly before: Before;
  readonly record: LineRecord;
}

const nothingHeld: readonly HeldEntry[] = [];

/** A batch was not taken: the disk is full, or refuses. */
export class NotTakenError extends Error {}

/** Turns the bytes of lines into records, gathers them, and hands them on together with how far their files were read. */
export class BatchBuilder {
  readonly #options: BatchBuilderOptions;
  /** Reused: what is allocated for each batch is collected late, and the process has little memory to itself. */
  readonly #room = Buffer.allocUnsafeSlow(roomBytes);
  #text = this.#room;
  #bytes = 0;
  #count = 0;
  readonly #tails = new Map<string, Tail>();
  readonly #gone = new Set<string>();
  readonly #marks = new Map<string, string>();
  readonly #records: RecordWriter;
  readonly #joiner = new Joiner<Place>((messages) => this.#takeJoined(messages));
  #sinceMs: number | undefined;
  #nowMs = 0;

  constructor(options: BatchBuilderOptions) {
    this.#options = options;
    this.#records = new RecordWriter(options.counts, options.patterns);
    this.tick();
  }

  get isFull(): boolean {
    return this.#count >= full.lines || this.#bytes >= full.bytes;
  }

  /** When its oldest line came, or a file that is read from now on; undefined while there is neither. */
  get sinceMs(): number | undefined {
    return this.#sinceMs;
  }

  /** Lines without a time of their own have that of the last tick. Hands on those that waited long enough for others of their message. */
  tick(): void {
    this.#nowMs = Date.now();
    this.#joiner.tick(this.#nowMs);
  }

  line(tail: Tail, bytes: Buffer): void {
    const identity = this.#options.writers?.get(tail.path) ?? '';
    this.lineOf(tail, { offset: tail.lineStart, held: nothingHeld }, { source: tail.source, identity, message: this.#textOf(bytes) }, bytes.length);
  }

  /** Of lines that follow each other and say the same of themselves, some may be one message. */
  lineOf(tail: Tail, before: Before, record: LineRecord, bytes = Buffer.byteLength(record.message)): void {
    this.#joiner.add(tail.key, { text: record.message, bytes, stream: record.stream ?? '', readMs: this.#nowMs, place: { tail, before, record } });
  }

  /** One that is whole, of what is no file. */
  record(record: LineRecord): void {
    this.#write(record, { lines: 1, bytes: Buffer.byteLength(record.message), readMs: this.#nowMs });
    if (this.isFull) this.flush();
  }

  /** Whether what comes by itself can be kept; if not, its sender has to wait. */
  hasRoom(): boolean {
    try {
      if (this.isFull) this.flush();
      return true;
    } catch (cause) {
      if (cause instanceof NotTakenError) return false;
      throw cause;
    }
  }

  /** As record() does, but whoever offers asks for room first, and nothing is thrown at a sender. */
  offer(record: LineRecord): void {
    this.tick();
    this.#write(record, { lines: 1, bytes: Buffer.byteLength(record.message), readMs: this.#nowMs });
  }

  odd(what: 'nul' | 'encoding', count: number): void {
    this.#options.counts.odd(what, count);
  }

  tooLong(): void {
    this.#options.counts.lost('too_long', 1);
  }

  /** Its position goes with the next batch, and all that was read before. */
  known(tail: Tail): void {
    this.advanced(tail);
    this.#joiner.release(tail.key);
  }

  /** Its position goes with the next batch. */
  advanced(tail: Tail): void {
    this.#gone.delete(tail.key);
    this.#tails.set(tail.key, tail);
    this.#sinceMs ??= this.#nowMs;
  }

  gone(key: string): void {
    this.#joiner.release(key);
    this.#tails.delete(key);
    this.#gone.add(key);
    this.#sinceMs ??= this.#nowMs;
  }

  /** Goes with the next batch, and is no reason for one. */
  mark(name: string, value: string): void {
    this.#marks.set(name, value);
  }

  /** Hands on everything, also what waits for more: nothing more is read. */
  finish(): void {
    this.#joiner.releaseAll();
    this.flush();
  }

  /** Where the batch is not taken, it throws, and all stays as it is. */
  flush(): void {
    if (this.#count + this.#tails.size + this.#gone.size + this.#marks.size === 0) return;
    const tails = [...this.#tails.values()].map((tail): PositionChange => [tail.key, this.#positionOf(tail)]);
    const gone = [...this.#gone].map((key): PositionChange => [key, null]);
    const batch: Batch = {
      count: this.#count,
      day: new Date().toISOString().slice(0, 10),
      lines: zstdCompressSync(this.#text.subarray(0, this.#bytes), compression),
      progress: { positions: [...gone, ...tails], marks: [...this.#marks] },
    };
    try {
      this.#options.onBatch(batch);
    } catch (cause) {
      throw new NotTakenError('nothing more is read, because what was read cannot be kept', { cause });
    }
    this.#text = this.#room;
    this.#bytes = 0;
    this.#count = 0;
    this.#tails.clear();
    this.#gone.clear();
    this.#marks.clear();
    this.#sinceMs = undefined;
  }

  /** A line that waits for others is not read yet: after a kill it is read again. */
  #positionOf(tail: Tail): Position {
    const waiting = this.#joiner.firstOf(tail.key);
    return waiting === undefined ? tail.position : { ...tail.position, ...waiting.before, skipping: false };
  }

  #takeJoined(messages: readonly Message<Place>[]): void {
    for (const { text, place, ...read } of messages) {
      // Before what may flush: its position goes with its lines.
      this.advanced(place.tail);
      this.#write({ ...place.record, message: text }, read);
    }
    if (this.isFull) this.flush();
  }

  #write(record: LineRecord, read: Reading): void {
    this.#append(this.#records.write(record, read));
    this.#sinceMs ??= this.#nowMs;
  }

  #append(record: string): void {
    const needed = this.#bytes + record.length * mostPerSign;
    if (needed > this.#text.length) {
      const larger = Buffer.allocUnsafeSlow(needed);
      this.#text.copy(larger, 0, 0, this.#bytes);
      this.#text = larger;
    }
    this.#bytes += this.#text.write(record, this.#bytes);
    this.#count += 1;
  }

  #textOf(bytes: Buffer): string {
    const end = bytes[bytes.length - 1] === carriageReturn ? bytes.length - 1 : bytes.length;
    return decoded(bytes.subarray(0, end), () => this.odd('encoding', 1));
  }
}
