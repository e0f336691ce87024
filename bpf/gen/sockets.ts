// Generated from the object's BTF by bpf/generate-readers.ts.
import { bytesAt, wordAt } from '../words.ts';

export const socketRole = {
  ROLE_CLIENT: 1,
  ROLE_SERVER: 2,
  ROLE_LISTENER: 3,
} as const;

export const overflowPeer = {
  OVERFLOW_LOOPBACK: 0,
  OVERFLOW_LAN: 33022,
  OVERFLOW_INTERNET: 32,
} as const;

export const protocol = {
  PROTOCOL_TCP: 6,
  PROTOCOL_UDP: 17,
} as const;

export const edgeDetailKind = {
  DETAIL_CONNECT_FAILURE: 1,
  DETAIL_RESET_SENT: 2,
  DETAIL_RESET_RECEIVED: 3,
  DETAIL_UNSEEN_REQUESTS: 4,
  DETAIL_DROPPED: 5,
} as const;

export const connectFailure = {
  FAILURE_REFUSED: 0,
  FAILURE_TIMEOUT: 1,
  FAILURE_UNREACHABLE: 2,
  FAILURE_RESET: 3,
  FAILURE_ABORTED: 4,
  FAILURE_OTHER: 5,
} as const;

export const resetPhase = {
  PHASE_CONNECTING: 0,
  PHASE_ESTABLISHED: 1,
  PHASE_CLOSING: 2,
} as const;

export const stat = {
  STAT_EVENTS: 0,
  STAT_FAILED_CONNECTS: 1,
  STAT_RING_FULL: 2,
  STAT_EDGE_MAP_FULL: 3,
  STAT_DETAIL_MAP_FULL: 4,
  STAT_STORAGE_FAILED: 5,
  STAT_SWEEP_RACE: 6,
  STAT_UNSAMPLED: 7,
  STAT_LISTENER_MAP_FULL: 8,
  STAT_COUNT: 9,
} as const;

export const connectFailedEventBytes = 56;
/** The byte at which each member begins. */
export const connectFailedEventPlaces = {
  at: 0,
  process: 8,
  netns: 16,
  address: 24,
  afterUs: 40,
  reason: 48,
  port: 52,
} as const;

export interface ConnectFailedEvent {
  readonly at: number;
  readonly process: bigint;
  readonly netns: number;
  readonly address: Uint8Array;
  readonly afterUs: number;
  readonly reason: number;
  readonly port: number;
}

export function readConnectFailedEvent(view: DataView, at: number): ConnectFailedEvent {
  return {
    at: wordAt(view, at + 0),
    process: view.getBigUint64(at + 8, true),
    netns: wordAt(view, at + 16),
    address: bytesAt(view, at + 24, 16),
    afterUs: wordAt(view, at + 40),
    reason: view.getUint32(at + 48, true),
    port: view.getUint16(at + 52, true),
  };
}

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

export const edgeTotalsBytes = 208;
/** The place of each 64-bit word. */
export const edgeTotalsWords = {
  connects: 0,
  accepts: 1,
  sentBytes: 2,
  receivedBytes: 3,
  sentPackets: 4,
  receivedPackets: 5,
  retransmittedSegments: 6,
  rttUsSum: 7,
  rttVariationUsSum: 8,
  connectUsSum: 9,
  rttBuckets: 10,
  connectBuckets: 17,
  openSession: 24,
  open: 25,
} as const;

export const edgeDetailKeyBytes = 56;
/** The byte at which each member begins. */
export const edgeDetailKeyPlaces = {
  edge: 0,
  kind: 48,
  reason: 52,
} as const;

export interface EdgeDetailKey {
  readonly edge: EdgeKey;
  readonly kind: number;
  readonly reason: number;
}

export function readEdgeDetailKey(view: DataView, at: number): EdgeDetailKey {
  return {
    edge: readEdgeKey(view, at + 0),
    kind: view.getUint32(at + 48, true),
    reason: view.getUint32(at + 52, true),
  };
}

export const processInfoBytes = 368;
/** The byte at which each member begins. */
export const processInfoPlaces = {
  startedAt: 0,
  cgroupId: 8,
  pid: 16,
  parentPid: 20,
  comm: 24,
  executable: 40,
  argumentBytes: 104,
  arguments: 112,
} as const;

export interface ProcessInfo {
  readonly startedAt: number;
  readonly cgroupId: number;
  readonly pid: number;
  readonly parentPid: number;
  readonly comm: Uint8Array;
  readonly executable: Uint8Array;
  readonly argumentBytes: number;
  readonly arguments: Uint8Array;
}

export function readProcessInfo(view: DataView, at: number): ProcessInfo {
  return {
    startedAt: wordAt(view, at + 0),
    cgroupId: wordAt(view, at + 8),
    pid: view.getUint32(at + 16, true),
    parentPid: view.getUint32(at + 20, true),
    comm: bytesAt(view, at + 24, 16),
    executable: bytesAt(view, at + 40, 64),
    argumentBytes: view.getUint32(at + 104, true),
    arguments: bytesAt(view, at + 112, 256),
  };
}

/** Where each setting lies in .rodata. */
export const settings = {
  failedConnectSamplesPerSecond: { offset: 0, bytes: 4 },
  rebindIntervalMs: { offset: 4, bytes: 4 },
  roundTripBoundsUs: { offset: 8, bytes: 48 },
} as const;
