import type { LogLevel } from '#contract/log-levels.ts';

/** Why a line, or a part of one, is not in the store. */
export type LogLoss = 'spool_full' | 'spool_corrupt' | 'rejected' | 'too_long' | 'kernel_overrun';
/** What was not as it should be, while the line itself is kept. */
export type LogOddity = 'encoding' | 'nul' | 'refused_link' | 'attributes';

/** What the process counts; whoever shows it takes it from here. */
export interface LogCounts {
  line(level: LogLevel, bytes: number): void;
  lost(reason: LogLoss, lines: number): void;
  odd(what: LogOddity, count: number): void;
}
