// Generated from the object's BTF by bpf/generate-readers.ts.
import { bytesAt, wordAt } from '../words.ts';

export const unixEndBytes = 88;
/** The byte at which each member begins. */
export const unixEndPlaces = {
  socket: 0,
  peer: 8,
  startedAt: 16,
  execs: 24,
  pid: 28,
  isNamed: 32,
  name: 40,
} as const;

export interface UnixEnd {
  readonly socket: bigint;
  readonly peer: bigint;
  readonly startedAt: number;
  readonly execs: number;
  readonly pid: number;
  readonly isNamed: number;
  readonly name: Uint8Array;
}

export function readUnixEnd(view: DataView, at: number): UnixEnd {
  return {
    socket: view.getBigUint64(at + 0, true),
    peer: view.getBigUint64(at + 8, true),
    startedAt: wordAt(view, at + 16),
    execs: view.getUint32(at + 24, true),
    pid: view.getUint32(at + 28, true),
    isNamed: view.getUint32(at + 32, true),
    name: bytesAt(view, at + 40, 48),
  };
}
