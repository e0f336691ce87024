// Generated from the object's BTF by bpf/generate-readers.ts.
import { bytesAt, wordAt } from '../words.ts';

export const cgroupLifeEventBytes = 272;
/** The byte at which each member begins. */
export const cgroupLifeEventPlaces = {
  at: 0,
  hierarchy: 8,
  isPopulated: 12,
  path: 16,
} as const;

export interface CgroupLifeEvent {
  readonly at: number;
  readonly hierarchy: number;
  readonly isPopulated: number;
  readonly path: Uint8Array;
}

export function readCgroupLifeEvent(view: DataView, at: number): CgroupLifeEvent {
  return {
    at: wordAt(view, at + 0),
    hierarchy: view.getUint32(at + 8, true),
    isPopulated: view.getUint32(at + 12, true),
    path: bytesAt(view, at + 16, 256),
  };
}
