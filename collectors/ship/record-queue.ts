export interface QueueLimits {
  readonly records: number;
  readonly bytes: number;
}

/** Records as JSON, oldest first, within its limits: what comes new pushes out what is oldest. */
export class RecordQueue {
  readonly #limits: QueueLimits;
  readonly #onDropped: (count: number) => void;
  #records: string[] = [];
  #bytes = 0;

  constructor(limits: QueueLimits, onDropped: (count: number) => void) {
    this.#limits = limits;
    this.#onDropped = onDropped;
  }

  get length(): number {
    return this.#records.length;
  }

  push(record: string): void {
    this.#records.push(record);
    this.#bytes += record.length;
    this.#dropOldest();
  }

  /** The oldest records that fit in a batch: at least one, if there is one. */
  take({ records, bytes }: QueueLimits): string[] {
    let size = 0;
    let count = 0;
    for (; count < Math.min(records, this.#records.length); count++) {
      size += this.#records[count]?.length ?? 0;
      if (count > 0 && size > bytes) break;
    }
    const batch = this.#records.splice(0, count);
    this.#bytes -= sizeOf(batch);
    return batch;
  }

  /** A batch that was not taken: it is the oldest again. */
  putBack(batch: readonly string[]): void {
    this.#records = [...batch, ...this.#records];
    this.#bytes += sizeOf(batch);
    this.#dropOldest();
  }

  #dropOldest(): void {
    let dropped = 0;
    for (let left = this.#bytes; dropped < this.#records.length; dropped++) {
      if (this.#records.length - dropped <= this.#limits.records && left <= this.#limits.bytes) break;
      left -= this.#records[dropped]?.length ?? 0;
    }
    if (dropped === 0) return;
    this.#bytes -= sizeOf(this.#records.splice(0, dropped));
    this.#onDropped(dropped);
  }
}

function sizeOf(records: readonly string[]): number {
  return records.reduce((sum, { length }) => sum + length, 0);
}
