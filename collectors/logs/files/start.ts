import type { Stats } from 'node:fs';
import type { HeldEntry } from '../../ship/spool/progress.ts';

/** Of a file that was there before anybody read it, at most so much: what is older is not waited for. */
const firstReadBytes = 64 << 20;
/** What is so much older than the last look was there then. Far less than what any file is known for after it was read. */
const slackMs = 60_000;
/** The clock of a file system is behind by so much at most. */
const grainMs = 20;

/** Since when files have been looked for, and when it was done last, in milliseconds since the epoch. */
export interface Looks {
  readonly sinceMs: number;
  readonly lookedMs: number;
}

/** Where the reading of a file begins. */
export interface Start {
  readonly offset: number;
  /** Inside of a line: the rest of it is passed over. */
  readonly skipping: boolean;
  readonly held: readonly HeldEntry[];
}

export const fromStart: Start = { offset: 0, skipping: false, held: [] };

export function bornMs({ birthtimeMs, ctimeMs }: Stats): number {
  return birthtimeMs || ctimeMs;
}

export function isBornSince(atMs: number, { sinceMs, lookedMs }: Looks): boolean {
  return atMs > sinceMs - grainMs && atMs > lookedMs - slackMs;
}

/** Of what came since the last look, however long that was ago, nothing is left out. */
export function firstStart(stats: Stats, looks: Looks): Start {
  return isBornSince(bornMs(stats), looks) ? fromStart : nearEnd(stats.size);
}

function nearEnd(size: number): Start {
  const tooLong = size - firstReadBytes;
  return tooLong > 0 ? { offset: tooLong, skipping: true, held: [] } : fromStart;
}
