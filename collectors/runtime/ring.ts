import type { BpfMap } from './bpf-object.ts';
import * as libbpf from './libbpf.ts';
import { type EventVisitor, ringReader } from './ring-reader.ts';

const pageBytes = 4096;

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
