// Generated from the object's BTF by bpf/generate-readers.ts.
import { bytesAt, wordAt } from '../words.ts';

export const oomScope = {
  OOM_GLOBAL: 0,
  OOM_CGROUP: 1,
  OOM_SCOPES: 2,
} as const;

export const oomKillEventBytes = 88;
/** The byte at which each member begins. */
export const oomKillEventPlaces = {
  at: 0,
  process: 8,
  anonymous: 16,
  file: 24,
  shared: 32,
  swapped: 40,
  used: 48,
  limit: 56,
  pid: 64,
  scope: 68,
  comm: 72,
} as const;

export interface OomKillEvent {
  readonly at: number;
  readonly process: bigint;
  readonly anonymous: number;
  readonly file: number;
  readonly shared: number;
  readonly swapped: number;
  readonly used: number;
  readonly limit: number;
  readonly pid: number;
  readonly scope: number;
  readonly comm: Uint8Array;
}

export function readOomKillEvent(view: DataView, at: number): OomKillEvent {
  return {
    at: wordAt(view, at + 0),
    process: view.getBigUint64(at + 8, true),
    anonymous: wordAt(view, at + 16),
    file: wordAt(view, at + 24),
    shared: wordAt(view, at + 32),
    swapped: wordAt(view, at + 40),
    used: wordAt(view, at + 48),
    limit: wordAt(view, at + 56),
    pid: view.getUint32(at + 64, true),
    scope: view.getUint32(at + 68, true),
    comm: bytesAt(view, at + 72, 16),
  };
}
