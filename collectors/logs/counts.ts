import type { KernelEventType } from '#contract/kernel-events.ts';
import type { LogLevel } from '#contract/log-levels.ts';
import type { LogInput } from '#contract/log-sources.ts';

/** Why a line, or a part of one, is not in the store. */
export type LogLoss = 'spool_full' | 'spool_corrupt' | 'rejected' | 'too_long' | 'kernel_overrun' | 'journal_vacuumed' | 'datagram_dropped';
/** What was not as it should be, while the line itself is kept. */
export type LogOddity = 'encoding' | 'nul' | 'refused_link' | 'attributes' | 'malformed';
/** Why a connection or a request was sent away: its sender knows, and has its lines still. */
export type InputRefusal = 'busy' | 'too_large' | 'unreadable' | 'not_allowed';

/** What the process counts; whoever shows it takes it from here. */
export interface LogCounts {
  /** Of one message; the identity of its writer is empty where it is not known. */
  lines(level: LogLevel, lines: number, bytes: number, identity: string): void;
  lost(reason: LogLoss, lines: number): void;
  odd(what: LogOddity, count: number): void;
}

/** Beside lines. */
export interface EventCounts {
  kernelEvent(type: KernelEventType): void;
  lostEvents(reason: 'queue_full' | 'rejected', count: number): void;
}

/** Of what others send. */
export interface InputCounts {
  refused(input: LogInput, why: InputRefusal): void;
}
