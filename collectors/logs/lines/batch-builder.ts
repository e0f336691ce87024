import { isUtf8 } from 'node:buffer';
import { constants, zstdCompressSync } from 'node:zlib';
import { logBatchLimits } from '#contract/log-batch.ts';
import type { LogCounts } from '../counts.ts';
import type { LineSink, Tail } from '../files/tail.ts';
import { Attributes } from '../parse/attributes.ts';
import { parseLine } from '../parse/parsed-line.ts';
import type { PositionChange } from '../positions.ts';
import type { Batch } from '../spool/spool.ts';
import { withoutSecrets } from './secrets.ts';

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

/** A batch was not taken: the disk is full, or refuses. */
export class NotTakenError extends Error {}

/** Turns the bytes of lines into records, gathers them, and hands them on together with how far their files were read. */
export class BatchBuilder implements LineSink {
  readonly #options: BatchBuilderOptions;
  /** Reused: what is allocated for each batch is collected late, and the process has little memory to itself. */
  readonly #room = Buffer.allocUnsafeSlow(roomBytes);
  #text = this.#room;
  #bytes = 0;
  #count = 0;
  readonly #tails = new Set<Tail>();
  readonly #gone = new Set<string>();
  readonly #attributes: Attributes;
  #sinceMs = 0;
  #now = { ms: 0, text: '' };

  constructor(options: BatchBuilderOptions) {
    this.#options = options;
    this.#attributes = new Attributes((fields) => options.counts.odd('flattened', fields));
    this.tick();
  }

  get isFull(): boolean {
    return this.#count >= full.lines || this.#bytes >= full.bytes;
  }

  /** When its oldest line came; undefined while it is empty. */
  get sinceMs(): number | undefined {
    return this.#count === 0 ? undefined : this.#sinceMs;
  }

  /** Lines without a time of their own have that of the last tick. */
  tick(): void {
    const ms = Date.now();
    this.#now = { ms, text: new Date(ms).toISOString() };
  }

  line(tail: Tail, bytes: Buffer): void {
    const message = withoutSecrets(this.#textOf(bytes));
    const { time = this.#now.text, level, fields, leftOut, trace } = parseLine(message, this.#now.ms);
    const attributes = this.#attributes.json(tail.source, fields, leftOut, trace);
    const described = attributes === '' ? '' : `,"attributes":{${attributes}}`;
    const record = `{"time":"${time}","level":"${level}","identity":"","source":${tail.source},"message":${JSON.stringify(message)}${described}}\n`;
    this.#append(record);
    this.#tails.add(tail);
    this.#options.counts.line(level, bytes.length);
    if (this.#count === 1) this.#sinceMs = this.#now.ms;
    if (this.isFull) this.flush();
  }

  odd(what: 'nul', count: number): void {
    this.#options.counts.odd(what, count);
  }

  tooLong(): void {
    this.#options.counts.lost('too_long', 1);
  }

  /** Its position goes with the next batch. */
  known(tail: Tail): void {
    this.#gone.delete(tail.key);
    this.#tails.add(tail);
  }

  gone(key: string): void {
    this.#gone.add(key);
  }

  /** Where the batch is not taken, it throws, and all stays as it is. */
  flush(): void {
    if (this.#count === 0) return;
    const tails = [...this.#tails].filter(({ key }) => !this.#gone.has(key)).map((tail): PositionChange => [tail.key, tail.position]);
    const gone = [...this.#gone].map((key): PositionChange => [key, null]);
    const batch: Batch = {
      count: this.#count,
      day: new Date().toISOString().slice(0, 10),
      lines: zstdCompressSync(this.#text.subarray(0, this.#bytes), compression),
      positions: [...gone, ...tails],
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
    const text = bytes.toString('utf8', 0, end);
    if (text.includes('\ufffd') && !isUtf8(bytes)) this.#options.counts.odd('encoding', 1);
    return text;
  }
}
