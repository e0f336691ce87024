/** What can be measured, and the goals that it answers. To add one, write its file and list it in `goals.ts`. */
export interface Bench {
  readonly goals: readonly string[];
  readonly title: string;
  /** Measures ours and its peers, and tells what it is doing. What the numbers mean that are asked for behind its goal, it says itself. */
  run(tell: (text: string) => void, numbers: readonly number[]): Promise<BenchResult>;
}

/** A figure that contenders are measured by. */
export interface Figure {
  readonly key: string;
  readonly name: string;
  readonly unit: string;
  readonly better: 'less' | 'more';
}

export interface Standing {
  readonly contender: string;
  /** By key of figure; one that a contender does not have is absent. */
  readonly figures: Readonly<Record<string, Spread>>;
}

/** Of all rounds. `timesOurs`: how often ours is better, by the best of each; 1 for ours, absent where nothing is compared. */
export interface Spread {
  readonly best: number;
  readonly worst: number;
  readonly timesOurs?: number;
}

export interface Contest {
  readonly title: string;
  readonly rounds: number;
  readonly figures: readonly Figure[];
  /** Ours first. */
  readonly standings: readonly Standing[];
}

export interface Verdict {
  readonly says: string;
  readonly holds: boolean;
}

export interface BenchResult {
  readonly contests: readonly Contest[];
  readonly verdicts: readonly Verdict[];
  /** What was left out, and why. */
  readonly notes: readonly string[];
}
