import type { HeldEntry } from '../progress.ts';

/** Of a file that nobody has read, at most so much: what is older is not waited for. */
const firstReadBytes = 64 << 20;

/** Where the reading of a file begins. */
export interface Start {
  readonly offset: number;
  /** Inside of a line: the rest of it is passed over. */
  readonly skipping: boolean;
  readonly held: readonly HeldEntry[];
}

export const fromStart: Start = { offset: 0, skipping: false, held: [] };

export function nearEnd(size: number): Start {
  const tooLong = size - firstReadBytes;
  return tooLong > 0 ? { offset: tooLong, skipping: true, held: [] } : fromStart;
}
