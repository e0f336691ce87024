/** What became of one test, or of one check that is a single command. */
export interface Outcome {
  readonly suite: string;
  /** From the repository's root; empty where the outcome belongs to no file. */
  readonly file: string;
  readonly name: string;
  readonly state: 'passed' | 'failed' | 'skipped';
  readonly durationMs: number;
  /** Why it failed or was skipped. Empty where it passed, but for how it failed before, beside others. */
  readonly says: string;
}

export type State = Outcome['state'];

export function count(outcomes: readonly Outcome[], state: State): number {
  return outcomes.filter((outcome) => outcome.state === state).length;
}
