import { closeSync, constants, openSync, readFileSync, readSync } from 'node:fs';
import { codeOf } from '../../runtime/file-errors.ts';
import type { LineRecord } from '../lines/record-writer.ts';
import { eventAttributes, type KernelEvent, kernelEventOf } from './kernel-event.ts';
import { KmsgPlace } from './kmsg-place.ts';
import { type KmsgRecord, readKmsgRecord } from './kmsg-record.ts';
import { Twins } from './twins.ts';

export interface KmsgOptions {
  readonly marks: ReadonlyMap<string, string>;
  readonly onRecord: (record: LineRecord) => void;
  /** Each once, and none of before the first start. */
  readonly onEvent: (event: KernelEvent, message: string, at: Date) => void;
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
  readonly isUp = true;
  readonly #options: KmsgOptions;
  readonly #fd: number;
  readonly #place: KmsgPlace;
  readonly #twins = new Twins();
  /** What is there already when nobody has read before: lines as all others, but no news. */
  #isHistory: boolean;
  readonly #buffer = Buffer.allocUnsafeSlow(longestRecord);

  constructor(options: KmsgOptions) {
    this.#options = options;
    this.#fd = openSync('/dev/kmsg', constants.O_RDONLY | constants.O_NONBLOCK);
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    this.#place = new KmsgPlace(boot, options.marks.get(mark));
    this.#isHistory = !options.marks.has(mark);
  }

  /** Reads what has come; answers whether there is more at once. */
  read(): boolean {
    for (let count = 0; count < mostAtOnce; count += 1) {
      const text = this.#next();
      if (text === undefined) {
        this.#isHistory = false;
        return false;
      }
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
    const time = timeOf(atUs);
    const event = kernelEventOf(message);
    if (event !== undefined && !this.#isHistory && !this.#twins.isSecond(event.twin, atUs)) this.#options.onEvent(event, message, new Date(time));
    const all = event === undefined ? attributes : { ...attributes, ...eventAttributes(event) };
    this.#options.onRecord({ time, level, identity: '', source: '"kmsg"', message, attributes: all });
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
