// Generated from the object's BTF by bpf/generate-readers.ts.
import { wordAt } from '../words.ts';

export const listenerKeyBytes = 24;
/** The byte at which each member begins. */
export const listenerKeyPlaces = {
  netns: 0,
  process: 8,
  port: 16,
  protocol: 20,
} as const;

export interface ListenerKey {
  readonly netns: number;
  readonly process: bigint;
  readonly port: number;
  readonly protocol: number;
}

export function readListenerKey(view: DataView, at: number): ListenerKey {
  return {
    netns: wordAt(view, at + 0),
    process: view.getBigUint64(at + 8, true),
    port: view.getUint32(at + 16, true),
    protocol: view.getUint32(at + 20, true),
  };
}

export const listenerSocketsBytes = 24;
/** The place of each 64-bit word. */
export const listenerSocketsWords = {
  session: 0,
  sockets: 1,
  drops: 2,
} as const;

export const sweepSummaryBytes = 24;
/** The place of each 64-bit word. */
export const sweepSummaryWords = {
  session: 0,
  sockets: 1,
  unlisted: 2,
} as const;

/** Where each setting lies in .rodata. */
export const settings = {
  settleNs: { offset: 0, bytes: 8 },
  roundTripBoundsUs: { offset: 8, bytes: 48 },
} as const;
