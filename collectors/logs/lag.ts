import type { Tail } from './files/tail.ts';

interface Reading {
  readonly tails: Iterable<Tail>;
  /** When the oldest line came that is gathered and not spooled; undefined where there is none. */
  readonly gatheredMs: number | undefined;
}

/** How far reading is behind what is written: since when there has been more of a file than was read, or lines that could not be kept. */
export function readLagSeconds({ tails, gatheredMs }: Reading, nowMs: number): number {
  let oldestMs = gatheredMs ?? nowMs;
  for (const { behindSinceMs } of tails) if (behindSinceMs !== undefined && behindSinceMs < oldestMs) oldestMs = behindSinceMs;
  return Math.max(0, nowMs - oldestMs) / 1000;
}
