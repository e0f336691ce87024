import type { KernelEventType } from '#contract/kernel-events.ts';
import type { LogLevel } from '#contract/log-levels.ts';

/** Why a line, or a part of one, is not in the store. */
export type LogLoss = 'spool_full' | 'spool_corrupt' | 'rejected' | 'too_long' | 'kernel_overrun' | 'journal_vacuumed';
/** What was not as it should be, while the line itself is kept. */
export type LogOddity = 'encoding' | 'nul' | 'refused_link' | 'attributes';

/** What the process counts; whoever shows it takes it from here. */
export interface LogCounts {
  /** Of one message. */
  lines(level: LogLevel, lines: number, bytes: number): void;
  lost(reason: LogLoss, lines: number): void;
  odd(what: LogOddity, count: number): void;
}

/** Beside lines. */
export interface EventCounts {
  kernelEvent(type: KernelEventType): void;
  lostEvents(reason: 'queue_full' | 'rejected', count: number): void;
}
