import { again } from './again.ts';
import type { Outcome } from './outcome.ts';
import type { Need, Round, Run, Suite } from './suite.ts';
import { testProcess } from './test-process.ts';

interface Files {
  readonly files: string;
  readonly needs: readonly Need[];
  readonly round: Round;
  readonly until?: Round;
  readonly atOnce: number;
  /** So many files share a process, which saves its start: for tests that leave nothing behind. */
  readonly together?: number;
  /** Files that take long, by their beginnings, the longest first: they start before the others, so that none of them is left alone at the end. */
  readonly longFirst?: readonly string[];
  readonly seconds: number;
  /** They take what CPU the other suites of their round leave. */
  readonly nice?: boolean;
  /** Up to so many files that failed beside others run once more, alone; that they failed is told all the same. */
  readonly alone?: number;
}

/** Files of node:test, in processes of their own that each have so many seconds. */
export function nodeTests(name: string, { atOnce, together = 1, longFirst = [], seconds, nice = false, alone = 0, ...suite }: Files): Suite {
  const test = (files: readonly string[], run: Run) => testProcess({ suite: name, files, seconds, nice, run });
  return {
    name,
    ...suite,
    run: (run) => inLanes(shared(inTurn(run.files, longFirst), together), atOnce, (files) => test(files, run)),
    again: (outcomes, run) => again(outcomes, alone, (files) => inLanes(shared(files, 1), 1, (file) => test(file, run))),
  };
}

function inTurn(files: readonly string[], longFirst: readonly string[]): string[] {
  const long = longFirst.flatMap((beginning) => files.filter((file) => file.startsWith(beginning)));
  return [...new Set([...long, ...files])];
}

/** Neighbours share a process: they import the same. */
function shared(files: readonly string[], together: number): string[][] {
  return Array.from({ length: Math.ceil(files.length / together) }, (_, at) => files.slice(at * together, (at + 1) * together));
}

async function inLanes<Work>(works: readonly Work[], lanes: number, run: (work: Work) => Promise<Outcome[]>): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const waiting = works.values();
  const lane = async () => {
    for (const work of waiting) outcomes.push(...(await run(work)));
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return outcomes;
}
