// Generated from the object's BTF by bpf/generate-readers.ts.

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
  L7_STAT_SEGMENTS: 0,
  L7_STAT_REPAIRED: 1,
  L7_STAT_STORAGE_FAILED: 2,
  L7_STAT_UNPARSED: 3,
  L7_STAT_GAP: 4,
  L7_STAT_NO_SCRATCH: 5,
  L7_STAT_ORPHANS: 6,
  L7_STAT_COUNT: 7,
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

/** Where each setting lies in .rodata. */
export const settings = {
  l7BoundsTicks: { offset: 0, bytes: 128 },
} as const;
