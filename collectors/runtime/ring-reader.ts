const headerBytes = 8;
/** Beside the length in a header. The other such bit is the sign: this event is still being written. */
const discardBit = 0x40000000;

/** The kernel may write again where this much was read: telling it costs a BigInt, and a full ring waits for it. */
const releasedShare = 1 / 16;

/** Sees one event, `length` bytes from `at` on. The rest of the view is not its own, and after the visit nothing of it is. */
export type EventVisitor = (view: DataView, at: number, length: number) => void;

export interface RingPages {
  /** Begins with how far it has been read, which the kernel sees. */
  readonly consumer: ArrayBuffer;
  /** Begins with how far the kernel has written. */
  readonly producer: ArrayBuffer;
  /** Where the data begin in the producer's pages, and how much there is. */
  readonly dataAt: number;
  readonly dataBytes: number;
}

/**
 * Answers what reads a BPF ring buffer: each call hands every finished event to the visitor, and answers the share of
 * the ring that was read. An event whose visitor throws counts as read.
 */
export function ringReader({ consumer, producer, dataAt, dataBytes }: RingPages, visit: EventVisitor): () => number {
  const consumed = new BigInt64Array(consumer, 0, 1);
  const produced = new BigInt64Array(producer, 0, 1);
  const headers = new Int32Array(producer, dataAt, dataBytes / 4);
  const data = new Uint8Array(producer, dataAt, dataBytes);
  const view = new DataView(producer, dataAt, dataBytes);
  const mask = dataBytes - 1;
  const releasedBytes = dataBytes * releasedShare;

  const visitOne = (at: number, length: number) => {
    if (at + length <= dataBytes) {
      visit(view, at, length);
      return;
    }
    const joined = new Uint8Array(length);
    joined.set(data.subarray(at));
    joined.set(data.subarray(0, at + length - dataBytes), dataBytes - at);
    visit(new DataView(joined.buffer), 0, length);
  };

  return () => {
    const start = Number(Atomics.load(consumed, 0));
    const written = Number(Atomics.load(produced, 0)) - start;
    const first = start % dataBytes;
    let read = 0;
    let unreleased = 0;
    try {
      while (read < written) {
        const place = (first + read) & mask;
        const header = Atomics.load(headers, place >>> 2);
        if (header < 0) break;
        const length = header & ~discardBit;
        const taken = (headerBytes + length + 7) & ~7;
        read += taken;
        if (!(header & discardBit)) visitOne((place + headerBytes) & mask, length);
        unreleased += taken;
        if (unreleased < releasedBytes) continue;
        Atomics.store(consumed, 0, BigInt(start + read));
        unreleased = 0;
      }
    } finally {
      Atomics.store(consumed, 0, BigInt(start + read));
    }
    return read / dataBytes;
  };
}
