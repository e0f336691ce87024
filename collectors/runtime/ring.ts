import type { BpfMap } from './bpf-object.ts';
import * as libbpf from './libbpf.ts';
import { type EventVisitor, ringReader } from './ring-reader.ts';

const pageBytes = 4096;

/**
 * Ring drains share one timer: slow while idle, fast while a drain finds much. An empty 10 ms timer alone costs 1.3 % of
 * a core. What stays just below the busy share every 5 ms fills 40 % of a ring in 100 ms: room for a timer that is late.
 */
const idleDrainMs = 100;
const busyDrainMs = 5;
const busyShare = 0.02;

export interface Ring {
  /** Hands every finished event to the visitor; answers the share of the ring that was full. An event whose visitor throws is not seen again. */
  drain(): number;
  close(): void;
}

/**
 * A BPF ring buffer, read through its two mappings. The data pages are mapped once: libbpf maps them twice, so that an
 * event across the end is in one piece, but each mapped page counts as resident.
 */
export function ring(map: BpfMap, bytes: number, visit: EventVisitor): Ring {
  const consumer = libbpf.mapPages(map.fd, pageBytes, 0, true);
  const producer = libbpf.mapPages(map.fd, pageBytes + bytes, pageBytes, false);
  const pages = { consumer: consumer.pages, producer: producer.pages, dataAt: pageBytes, dataBytes: bytes };
  return {
    drain: ringReader(pages, visit),
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
