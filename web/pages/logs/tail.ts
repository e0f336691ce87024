import type { LogRecord, LogTail } from '#contract/logs.ts';

export interface Came {
  readonly record: LogRecord;
  /** When it was written. */
  readonly atMs: number;
  /** How many came just before it and were not sent: too many, or too fast. */
  readonly dropped: number;
  /** Which answer of the list they came after. */
  readonly round: number;
}

/** What came since the list was asked for. Nothing is added while one reads: it is counted. */
export interface Tail {
  readonly round: number;
  /** As they came: a writer's lines may come later than those of another. */
  readonly came: readonly Came[];
  /** Since one began to read. */
  readonly newer: number;
}

/** As the page asks anew for the list once there are so many, more are only held while that answer is awaited. */
export const manyCame = 600;
const mostCame = 2000;

export const noTail: Tail = { round: 0, came: [], newer: 0 };

export function withLines(tail: Tail, { records, dropped }: LogTail, isReading: boolean): Tail {
  if (isReading) return { ...tail, newer: tail.newer + records.length + dropped };
  const came = records.map((record, at) => ({ record, atMs: Date.parse(record.time), dropped: at === 0 ? dropped : 0, round: tail.round }));
  return { ...tail, came: [...tail.came, ...came].slice(-mostCame) };
}

/** The list is asked for anew, and holds all that came before. */
export const nextRound = (tail: Tail): Tail => ({ ...tail, round: tail.round + 1, newer: 0 });

/** An answer of the list has come. */
export function answered(tail: Tail, round: number): Tail {
  return tail.came.some((one) => one.round < round) ? { ...tail, came: tail.came.filter((one) => one.round >= round) } : tail;
}

/** What came and is not among the newest that are listed; oldest first, also where one writer's lines come later than another's. */
export function freshLines(newest: readonly LogRecord[], { came }: Tail): readonly Came[] {
  if (came.length === 0) return came;
  const known = new Set(newest.map(({ id }) => id));
  return came.filter(({ record }) => !known.has(record.id)).sort((a, b) => a.atMs - b.atMs);
}
