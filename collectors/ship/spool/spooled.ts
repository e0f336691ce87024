import type { LogLossReason } from '#contract/log-losses.ts';
import type { Frame } from './frame.ts';
import type { ProgressChange } from './progress.ts';

/** What enters the spool; without lines it only says how far was read. */
export interface Batch {
  readonly count: number;
  readonly day: string;
  readonly lines: Buffer;
  readonly progress: ProgressChange;
}

/** A frame, and by which spool it is numbered. */
export interface Spooled extends Frame {
  readonly spool: string;
  /** Lines just before it that never arrived. */
  readonly lost?: { readonly count: number; readonly by: LogLossReason };
}
