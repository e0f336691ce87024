import type { BpfMap } from './bpf-object.ts';
import * as libbpf from './libbpf.ts';

const pageBytes = 4096;
const headerBytes = 8;
const busyBit = 0x80000000;
const discardBit = 0x40000000;

/** Ring drains share one timer: slow while idle, fast while a drain finds much. An empty 10 ms timer alone costs 1.3 % of a core. */
const idleDrainMs = 100;
const busyDrainMs = 5;
const busyShare = 0.05;

export interface Ring {
  /** Hands every finished event to the visitor; answers the share of the ring that was full. */
  drain(): number;
  close(): void;
}

/**
 * A BPF ring buffer, read through its two mappings. The data pages are mapped once (libbpf maps them twice, and each
 * mapped page counts as resident), so an event across the end is joined in a scratch buffer.
 */
export function ring(map: BpfMap, bytes: number, visit: (event: DataView) => void): Ring {
  const consumer = libbpf.mapPages(map.fd, pageBytes, 0, true);
  const producer = libbpf.mapPages(map.fd, pageBytes + bytes, pageBytes, false);
  const consumed = new BigInt64Array(consumer.pages, 0, 1);
  const produced = new BigInt64Array(producer.pages, 0, 1);
  const headers = new Int32Array(producer.pages, pageBytes);
  const data = new Uint8Array(producer.pages, pageBytes);
  const mask = bytes - 1;

  const eventAt = (at: number, length: number): DataView => {
    if (at + length <= bytes) return new DataView(producer.pages, pageBytes + at, length);
    const joined = new Uint8Array(length);
    joined.set(data.subarray(at, bytes));
    joined.set(data.subarray(0, at + length - bytes), bytes - at);
    return new DataView(joined.buffer);
  };

  return {
    drain() {
      const start = Number(Atomics.load(consumed, 0));
      const end = Number(Atomics.load(produced, 0));
      let at = start;
      while (at < end) {
        const header = Atomics.load(headers, (at & mask) >>> 2) >>> 0;
        if (header & busyBit) break;
        const length = header & ~(busyBit | discardBit);
        if (!(header & discardBit)) visit(eventAt((at + headerBytes) & mask, length));
        at += (headerBytes + length + 7) & ~7;
        Atomics.store(consumed, 0, BigInt(at));
      }
      return (at - start) / bytes;
    },
    close() {
      consumer.unmap();
      producer.unmap();
    },
  };
}

/** Drains all rings on one timer, faster while they fill. Answers how to stop. */
export function drainOnTimer(rings: readonly Ring[], onError: (cause: unknown) => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const turn = () => {
    let fullest = 0;
    try {
      for (const one of rings) fullest = Math.max(fullest, one.drain());
    } catch (cause) {
      onError(cause);
    }
    timer = setTimeout(turn, fullest > busyShare ? busyDrainMs : idleDrainMs);
  };
  if (rings.length > 0) timer = setTimeout(turn, idleDrainMs);
  return () => clearTimeout(timer);
}
