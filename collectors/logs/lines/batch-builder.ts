import { isUtf8 } from 'node:buffer';
import { constants, zstdCompressSync } from 'node:zlib';
import { logBatchLimits } from '#contract/log-batch.ts';
import type { LogLevel } from '#contract/log-levels.ts';
import type { LogCounts } from '../counts.ts';
import type { Tail } from '../files/tail.ts';
import type { PositionChange } from '../progress.ts';
import type { Batch } from '../spool/spool.ts';
import { type Attributes, attributesIn } from './attributes.ts';
import { levelOf } from './level.ts';
import { withoutSecrets } from './secrets.ts';
import { timeOf } from './time.ts';

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
  /** Takes a batch for good, or throws: then its lines stay here. */
  readonly onBatch: (batch: Batch) => void;
}

/** One line, and what its source says of it. */
export interface LineRecord {
  /** As JSON. */
  readonly source: string;
  readonly message: string;
  readonly identity?: string;
  /** RFC 3339 in UTC. */
  readonly time?: string;
  readonly level?: LogLevel;
  readonly attributes?: Attributes;
}

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
  #sinceMs: number | undefined;
  #now = { ms: 0, text: '' };

  constructor(options: BatchBuilderOptions) {
    this.#options = options;
    this.tick();
  }

  get isFull(): boolean {
    return this.#count >= full.lines || this.#bytes >= full.bytes;
  }

  /** When its oldest line came, or a file that is read from now on; undefined while there is neither. */
  get sinceMs(): number | undefined {
    return this.#sinceMs;
  }

  /** Lines without a time of their own have that of the last tick. */
  tick(): void {
    const ms = Date.now();
    this.#now = { ms, text: new Date(ms).toISOString() };
  }

  /** What a source does not say of itself, its message may. */
  record({ source, message: whole, identity = '', ...told }: LineRecord): void {
    const message = withoutSecrets(whole);
    const level = told.level ?? levelOf(message);
    const time = told.time ?? timeOf(message, this.#now.ms) ?? this.#now.text;
    const start = `{"time":"${time}","level":"${level}","identity":${JSON.stringify(identity)},"source":${source},"message":${JSON.stringify(message)}`;
    this.#append(`${start}${this.#attributesOf(message, told.attributes)}}\n`);
    this.#sinceMs ??= this.#now.ms;
    this.#options.counts.line(level, Buffer.byteLength(whole));
    if (this.isFull) this.flush();
  }

  odd(what: 'nul', count: number): void {
    this.#options.counts.odd(what, count);
  }

  tooLong(): void {
    this.#options.counts.lost('too_long', 1);
  }

  /** The text of a line, as far as it is one. */
  textOf(bytes: Buffer): string {
    const end = bytes[bytes.length - 1] === carriageReturn ? bytes.length - 1 : bytes.length;
    const text = bytes.toString('utf8', 0, end);
    if (text.includes('\ufffd') && !isUtf8(bytes)) this.#options.counts.odd('encoding', 1);
    return text;
  }

  /** Its position goes with the next batch. */
  known(tail: Tail): void {
    this.#gone.delete(tail.key);
    this.#tails.set(tail.key, tail);
    this.#sinceMs ??= this.#now.ms;
  }

  gone(key: string): void {
    this.#tails.delete(key);
    this.#gone.add(key);
    this.#sinceMs ??= this.#now.ms;
  }

  /** Goes with the next batch, and is no reason for one. */
  mark(name: string, value: string): void {
    this.#marks.set(name, value);
  }

  /** Where the batch is not taken, it throws, and all stays as it is. */
  flush(): void {
    if (this.#count + this.#tails.size + this.#gone.size + this.#marks.size === 0) return;
    const tails = [...this.#tails.values()].map((tail): PositionChange => [tail.key, tail.position]);
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

  /** The message has no secrets any more; what its source says may have. */
  #attributesOf(message: string, told: Attributes = {}): string {
    const found = attributesIn(message);
    if (found?.isTooMany) this.#options.counts.odd('attributes', 1);
    const open = Object.entries(told).map(([name, value]) => [name, typeof value === 'string' ? withoutSecrets(value) : value]);
    const attributes = { ...found?.attributes, ...Object.fromEntries(open) };
    return Object.keys(attributes).length === 0 ? '' : `,"attributes":${JSON.stringify(attributes)}`;
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
}
