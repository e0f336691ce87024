// Generated from the object's BTF by bpf/generate-readers.ts.
import { bytesAt, wordAt } from '../words.ts';
import { type EdgeKey, readEdgeKey } from './sockets.ts';

export const dnsQueryKeyBytes = 32;
/** The byte at which each member begins. */
export const dnsQueryKeyPlaces = {
  socket: 0,
  peer: 8,
  peerPort: 24,
  id: 26,
} as const;

export interface DnsQueryKey {
  readonly socket: number;
  readonly peer: Uint8Array;
  readonly peerPort: number;
  readonly id: number;
}

export function readDnsQueryKey(view: DataView, at: number): DnsQueryKey {
  return {
    socket: wordAt(view, at + 0),
    peer: bytesAt(view, at + 8, 16),
    peerPort: view.getUint16(at + 24, true),
    id: view.getUint16(at + 26, true),
  };
}

export const dnsQueryBytes = 64;
/** The byte at which each member begins. */
export const dnsQueryPlaces = {
  askedAt: 0,
  edge: 8,
  question: 56,
  method: 60,
} as const;

export interface DnsQuery {
  readonly askedAt: number;
  readonly edge: EdgeKey;
  readonly question: number;
  readonly method: number;
}

export function readDnsQuery(view: DataView, at: number): DnsQuery {
  return {
    askedAt: wordAt(view, at + 0),
    edge: readEdgeKey(view, at + 8),
    question: view.getUint32(at + 56, true),
    method: view.getUint32(at + 60, true),
  };
}

/** Where each setting lies in .rodata. */
export const settings = {
  l7SamplesPerSecond: { offset: 0, bytes: 4 },
  l7HellosPerSecond: { offset: 4, bytes: 4 },
  l7SlowTicks: { offset: 8, bytes: 4 },
  dnsPatienceNs: { offset: 16, bytes: 8 },
  dnsNamesPerSecond: { offset: 24, bytes: 4 },
  requestsFollowed: { offset: 28, bytes: 4 },
  l7BoundsTicks: { offset: 32, bytes: 128 },
} as const;
