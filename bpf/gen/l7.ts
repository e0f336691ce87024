// Generated from the object's BTF by bpf/generate-readers.ts.
import { bytesAt, wordAt } from '../words.ts';

export const l7Protocol = {
  L7_UNDECIDED: 0,
  L7_HTTP: 1,
  L7_DNS: 2,
  L7_REDIS: 3,
  L7_POSTGRESQL: 4,
  L7_MYSQL: 5,
  L7_TLS: 6,
  L7_LEFT_ALONE: 7,
} as const;

export const l7Unseen = {
  L7_ENCRYPTED: 0,
  L7_HTTP2: 1,
  L7_UNKNOWN_PROTOCOL: 2,
  L7_FROM_BEFORE: 3,
  L7_UNPARSABLE: 4,
} as const;

export const l7Status = {
  L7_OK: 0,
  L7_FAILED: 1,
  L7_UNANSWERED: 65535,
} as const;

export const l7Stat = {
  L7_STAT_REPAIRED: 0,
  L7_STAT_STORAGE_FAILED: 1,
  L7_STAT_UNPARSED: 2,
  L7_STAT_GAP: 3,
  L7_STAT_NO_SCRATCH: 4,
  L7_STAT_SHED: 5,
  L7_STAT_ORPHANS: 6,
  L7_STAT_QUERIES_FULL: 7,
  L7_STAT_COUNT: 8,
} as const;

export const l7EventKind = {
  L7_EVENT_REQUEST: 0,
  L7_EVENT_HELLO: 1,
  L7_EVENT_DNS: 2,
  L7_EVENT_KINDS: 3,
} as const;

export const httpMethod = {
  HTTP_OTHER: 0,
  HTTP_GET: 1,
  HTTP_HEAD: 2,
  HTTP_POST: 3,
  HTTP_PUT: 4,
  HTTP_DELETE: 5,
  HTTP_PATCH: 6,
  HTTP_OPTIONS: 7,
  HTTP_CONNECT: 8,
  HTTP_TRACE: 9,
} as const;

export const edgeKeyBytes = 48;
/** The byte at which each member begins. */
export const edgeKeyPlaces = {
  netns: 0,
  local: 8,
  peer: 16,
  peerAddress: 24,
  serverPort: 40,
  role: 42,
  protocol: 43,
} as const;

export interface EdgeKey {
  readonly netns: number;
  readonly local: bigint;
  readonly peer: bigint;
  readonly peerAddress: Uint8Array;
  readonly serverPort: number;
  readonly role: number;
  readonly protocol: number;
}

export function readEdgeKey(view: DataView, at: number): EdgeKey {
  return {
    netns: wordAt(view, at + 0),
    local: view.getBigUint64(at + 8, true),
    peer: view.getBigUint64(at + 16, true),
    peerAddress: bytesAt(view, at + 24, 16),
    serverPort: view.getUint16(at + 40, true),
    role: view.getUint8(at + 42),
    protocol: view.getUint8(at + 43),
  };
}

export const l7KeyBytes = 56;
/** The byte at which each member begins. */
export const l7KeyPlaces = {
  edge: 0,
  protocol: 48,
} as const;

export interface L7Key {
  readonly edge: EdgeKey;
  readonly protocol: number;
}

export function readL7Key(view: DataView, at: number): L7Key {
  return {
    edge: readEdgeKey(view, at + 0),
    protocol: view.getUint32(at + 48, true),
  };
}

export const l7TotalsBytes = 408;
/** The place of each 64-bit word. */
export const l7TotalsWords = {
  buckets: 0,
  ticks: 17,
  others: 18,
  names: 19,
  requests: 35,
} as const;

export const l7RequestEventBytes = 224;
/** The byte at which each member begins. */
export const l7RequestEventPlaces = {
  kind: 0,
  protocol: 4,
  method: 5,
  status: 6,
  at: 8,
  edge: 16,
  ticks: 64,
  textLength: 68,
  traceLength: 72,
  text: 80,
  trace: 184,
} as const;

export interface L7RequestEvent {
  readonly kind: number;
  readonly protocol: number;
  readonly method: number;
  readonly status: number;
  readonly at: number;
  readonly edge: EdgeKey;
  readonly ticks: number;
  readonly textLength: number;
  readonly traceLength: number;
  readonly text: Uint8Array;
  readonly trace: Uint8Array;
}

export function readL7RequestEvent(view: DataView, at: number): L7RequestEvent {
  return {
    kind: view.getUint32(at + 0, true),
    protocol: view.getUint8(at + 4),
    method: view.getUint8(at + 5),
    status: view.getUint16(at + 6, true),
    at: wordAt(view, at + 8),
    edge: readEdgeKey(view, at + 16),
    ticks: view.getUint32(at + 64, true),
    textLength: view.getUint32(at + 68, true),
    traceLength: view.getUint32(at + 72, true),
    text: bytesAt(view, at + 80, 104),
    trace: bytesAt(view, at + 184, 40),
  };
}

export const l7HelloEventBytes = 2104;
/** The byte at which each member begins. */
export const l7HelloEventPlaces = {
  kind: 0,
  length: 4,
  edge: 8,
  bytes: 56,
} as const;

export interface L7HelloEvent {
  readonly kind: number;
  readonly length: number;
  readonly edge: EdgeKey;
  readonly bytes: Uint8Array;
}

export function readL7HelloEvent(view: DataView, at: number): L7HelloEvent {
  return {
    kind: view.getUint32(at + 0, true),
    length: view.getUint32(at + 4, true),
    edge: readEdgeKey(view, at + 8),
    bytes: bytesAt(view, at + 56, 2048),
  };
}

/** Where each setting lies in .rodata. */
export const settings = {
  l7SamplesPerSecond: { offset: 0, bytes: 4 },
  l7HellosPerSecond: { offset: 4, bytes: 4 },
  l7SlowTicks: { offset: 8, bytes: 4 },
  l7BoundsTicks: { offset: 16, bytes: 128 },
} as const;
