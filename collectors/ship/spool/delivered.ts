import { closeSync, constants, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { LogLossReason } from '#contract/log-losses.ts';

/** How far a spool was delivered; see `Checkpoint` for `taken` and `lostBy`. */
export interface Delivered {
  readonly spool: string;
  /** Number of the line after the last that was acknowledged. */
  readonly acknowledged: number;
  readonly taken: number;
  readonly lostBy?: LogLossReason | undefined;
}

/** Written over and over at the same place, within one page: a kill leaves the one before or the one after. */
const recordBytes = 256;

/**
 * So that a kill sends nothing twice that was acknowledged, without a sync of the disk at each acknowledgement. After a power cut it
 * may be older than what it tells of, or none: then more is sent again, and is known there by its number.
 */
export class DeliveredMark {
  readonly #path: string;
  #fd: number | undefined;

  constructor(folder: string) {
    this.#path = join(folder, 'delivered');
  }

  /** Undefined where there is none that is whole. */
  read(): Delivered | undefined {
    try {
      const text = readFileSync(this.#path, 'utf8').trimEnd();
      const body = text.slice(9);
      return text === recordOf(body) ? JSON.parse(body) : undefined;
    } catch {
      return undefined;
    }
  }

  /** Where the disk takes nothing, the last that was written stands: it is true as well, only not of so much. */
  write(delivered: Delivered): void {
    const body = JSON.stringify(delivered);
    try {
      this.#fd ??= openSync(this.#path, constants.O_CREAT | constants.O_WRONLY, 0o600);
      writeSync(this.#fd, recordOf(body).padEnd(recordBytes), 0);
    } catch {
      return;
    }
  }

  close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
  }
}

function recordOf(body: string): string {
  return `${crc32(body).toString(16).padStart(8, '0')} ${body}`;
}
