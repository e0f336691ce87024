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

export interface Suite {
  readonly name: string;
  /** Where its files are; empty where it is one command. */
  readonly files: string;
  readonly needs: readonly Need[];
  /** Those that are quick run side by side, the others one after the other. */
  readonly quick: boolean;
  readonly run: (run: Run) => Promise<Outcome[]>;
}
