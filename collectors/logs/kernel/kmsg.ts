import { closeSync, constants, openSync, readFileSync, readSync } from 'node:fs';
import { codeOf } from '../file-errors.ts';
import type { LineRecord } from '../lines/batch-builder.ts';
import { KmsgPlace } from './kmsg-place.ts';
import { type KmsgRecord, readKmsgRecord } from './kmsg-record.ts';

export interface KmsgOptions {
  readonly marks: ReadonlyMap<string, string>;
  readonly onRecord: (record: LineRecord) => void;
  /** To be kept with the records. */
  readonly onMark: (name: string, value: string) => void;
  /** The kernel has overwritten records before they were read. */
  readonly onLost: (records: number) => void;
}

const mark = 'kmsg';
/** The kernel gives no record that is longer (PRINTK_MESSAGE_MAX, and room for what stands before it). */
const longestRecord = 8192;
/** One look takes at most so many: files want to be read too. */
const mostAtOnce = 1000;

/** The messages of the kernel, each once: it numbers them, and keeps some hundred KiB. */
export class Kmsg {
  readonly #options: KmsgOptions;
  readonly #fd: number;
  readonly #place: KmsgPlace;
  readonly #buffer = Buffer.allocUnsafeSlow(longestRecord);

  constructor(options: KmsgOptions) {
    this.#options = options;
    this.#fd = openSync('/dev/kmsg', constants.O_RDONLY | constants.O_NONBLOCK);
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    this.#place = new KmsgPlace(boot, options.marks.get(mark));
  }

  /** Reads what has come; answers whether there is more at once. */
  read(): boolean {
    for (let count = 0; count < mostAtOnce; count += 1) {
      const text = this.#next();
      if (text === undefined) return false;
      const record = readKmsgRecord(text);
      if (record !== undefined) this.#take(record);
    }
    return true;
  }

  close(): void {
    closeSync(this.#fd);
  }

  #take(record: KmsgRecord): void {
    const lost = this.#place.advance(record.sequence);
    if (lost === undefined) return;
    if (lost > 0) this.#options.onLost(lost);
    // First, so that it goes with the batch that this record fills.
    this.#options.onMark(mark, this.#place.mark);
    const { level, atUs, message, attributes } = record;
    this.#options.onRecord({ time: timeOf(atUs), level, identity: '', source: '"kmsg"', message, attributes });
  }

  #next(): string | undefined {
    for (;;) {
      try {
        return this.#buffer.toString('latin1', 0, readSync(this.#fd, this.#buffer, 0, longestRecord, null));
      } catch (cause) {
        if (codeOf(cause) === 'EAGAIN') return undefined;
        // Overwritten: the next read gives the oldest that is left, and its number tells how many are not.
        if (codeOf(cause) !== 'EPIPE') throw new Error('reading /dev/kmsg', { cause });
      }
    }
  }
}

/** The clock of the messages runs beside CLOCK_MONOTONIC, and may be off by some ms. */
function timeOf(atUs: number): string {
  const agoUs = Number(process.hrtime.bigint() / 1000n) - atUs;
  const us = Date.now() * 1000 - agoUs;
  return `${new Date(Math.floor(us / 1e6) * 1000).toISOString().slice(0, 19)}.${String(us % 1e6).padStart(6, '0')}Z`;
}
