import { isUtf8 } from 'node:buffer';
import { constants, zstdCompressSync } from 'node:zlib';
import { logBatchLimits } from '#contract/log-batch.ts';
import type { LogCounts } from '../counts.ts';
import type { LineSink, Tail } from '../files/tail.ts';
import type { PositionChange } from '../positions.ts';
import type { Batch } from '../spool/spool.ts';
import { levelOf } from './level.ts';
import { withoutSecrets } from './secrets.ts';
import { timeOf } from './time.ts';

/** The quickest level: it takes logs to a fifth at several hundred MB/s. */
const compression = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };
/** A batch is closed at these: with the longest of lines, and every sign of it escaped, it is still less than a server takes. */
const full = { lines: Math.min(4096, logBatchLimits.lines), bytes: 1 << 20 };
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
  #records: string[] = [];
  #bytes = 0;
  readonly #tails = new Set<Tail>();
  readonly #gone = new Set<string>();
  #sinceMs = 0;
  #now = { ms: 0, text: '' };

  constructor(options: BatchBuilderOptions) {
    this.#options = options;
    this.tick();
  }

  get isFull(): boolean {
    return this.#records.length >= full.lines || this.#bytes >= full.bytes;
  }

  /** When its oldest line came; undefined while it is empty. */
  get sinceMs(): number | undefined {
    return this.#records.length === 0 ? undefined : this.#sinceMs;
  }

  /** Lines without a time of their own have that of the last tick. */
  tick(): void {
    const ms = Date.now();
    this.#now = { ms, text: new Date(ms).toISOString() };
  }

  line(tail: Tail, bytes: Buffer): void {
    const message = withoutSecrets(this.#textOf(bytes));
    const level = levelOf(message);
    const time = timeOf(message, this.#now.ms) ?? this.#now.text;
    const record = `{"time":"${time}","level":"${level}","identity":"","source":${tail.source},"message":${JSON.stringify(message)}}\n`;
    this.#records.push(record);
    this.#bytes += record.length;
    this.#tails.add(tail);
    this.#options.counts.line(level, bytes.length);
    if (this.#records.length === 1) this.#sinceMs = this.#now.ms;
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
    if (this.#records.length === 0) return;
    const tails = [...this.#tails].filter(({ key }) => !this.#gone.has(key)).map((tail): PositionChange => [tail.key, tail.position]);
    const gone = [...this.#gone].map((key): PositionChange => [key, null]);
    const batch: Batch = {
      count: this.#records.length,
      day: new Date().toISOString().slice(0, 10),
      lines: zstdCompressSync(this.#records.join(''), compression),
      positions: [...gone, ...tails],
    };
    try {
      this.#options.onBatch(batch);
    } catch (cause) {
      throw new NotTakenError('nothing more is read, because what was read cannot be kept', { cause });
    }
    this.#records = [];
    this.#bytes = 0;
    this.#tails.clear();
    this.#gone.clear();
  }

  #textOf(bytes: Buffer): string {
    const end = bytes[bytes.length - 1] === carriageReturn ? bytes.length - 1 : bytes.length;
    const text = bytes.toString('utf8', 0, end);
    if (text.includes('\ufffd') && !isUtf8(bytes)) this.#options.counts.odd('encoding', 1);
    return text;
  }
}
