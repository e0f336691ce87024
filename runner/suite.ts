import type { Outcome } from './outcome.ts';

export interface Run {
  /** Relative to the root; empty for a suite that is one command. */
  readonly files: readonly string[];
  readonly signal: AbortSignal;
  /** Where logs go. */
  readonly results: string;
  /** Called with each file's outcomes as it ends. */
  readonly progress: (outcomes: readonly Outcome[], tookMs: number) => void;
}

/** What a suite cannot do without. Answers what is missing, in words, or nothing. */
export type Need = () => string | undefined;

/**
 * In this order: what one runs all day, what needs nothing of the kernel, what does, Sonde as a whole, what takes from the host what
 * others count, and the console, whose map shows all that others do.
 */
export const rounds = ['quick', 'servers', 'kernel', 'whole', 'alone', 'console'] as const;
export type Round = (typeof rounds)[number];

export interface Suite {
  readonly name: string;
  /** Where its files are; empty where it is one command. */
  readonly files: string;
  readonly needs: readonly Need[];
  /** Suites of a round run side by side. */
  readonly round: Round;
  /** The last round that it may run beside, where that is not its own: for one that takes long and leaves CPU to others. */
  readonly until?: Round;
  readonly run: (run: Run) => Promise<Outcome[]>;
  /** What failed beside others, once more when its whole round has ended. */
  readonly again?: (outcomes: readonly Outcome[], run: Run) => Promise<Outcome[]>;
}
