import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { root, runChild } from './child.ts';
import type { Outcome } from './outcome.ts';
import type { Need, Run, Suite } from './suite.ts';
import { outcomesOf, readLines } from './test-lines.ts';

interface Files {
  readonly files: string;
  readonly needs: readonly Need[];
  readonly quick: boolean;
  readonly atOnce: number;
  /** Files that take long, by their beginnings, the longest first: they start before the others, so that none of them is left alone at the end. */
  readonly longFirst?: readonly string[];
  readonly secondsPerFile: number;
  /** Up to so many files that failed beside others run once more, alone; that they failed is told all the same. */
  readonly alone?: number;
}

/** A quarter less time for a file that imports much. */
const env = { NODE_COMPILE_CACHE: join(root, '.build/compiled') };

/** Files of node:test, each in a process of its own. */
export function nodeTests(name: string, { atOnce, longFirst = [], secondsPerFile, alone = 0, ...suite }: Files): Suite {
  const run = async (run: Run) => {
    const test = (file: string) => testFile(name, file, secondsPerFile, run);
    return againAlone(await inLanes(inTurn(run.files, longFirst), atOnce, test), alone, test);
  };
  return { name, ...suite, run };
}

async function againAlone(outcomes: readonly Outcome[], most: number, test: (file: string) => Promise<Outcome[]>): Promise<Outcome[]> {
  const hasFailed = new Set(outcomes.filter(({ state }) => state === 'failed').map(({ file }) => file));
  if (hasFailed.size > most) return [...outcomes];
  const final = outcomes.filter(({ file }) => !hasFailed.has(file));
  for (const file of hasFailed) {
    const before = outcomes.filter((outcome) => outcome.file === file);
    const again = await test(file);
    final.push(...(again.some(({ state }) => state === 'failed') ? before : remembering(again, before)));
  }
  return final;
}

/** What passed, with how it failed before. A failure of the file as a whole is told with its first test. */
function remembering(passed: readonly Outcome[], before: readonly Outcome[]): Outcome[] {
  const says = passed.map((outcome) => outcome.says);
  for (const failure of before.filter(({ state }) => state === 'failed')) {
    const at = Math.max(
      0,
      passed.findIndex(({ name }) => name === failure.name),
    );
    says[at] += failure.says;
  }
  return passed.map((outcome, at) => ({ ...outcome, says: says[at] ?? '' }));
}

function inTurn(files: readonly string[], longFirst: readonly string[]): string[] {
  const long = longFirst.flatMap((beginning) => files.filter((file) => file.startsWith(beginning)));
  return [...new Set([...long, ...files])];
}

async function inLanes(files: readonly string[], lanes: number, work: (file: string) => Promise<Outcome[]>): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const waiting = files.values();
  const lane = async () => {
    for (const file of waiting) outcomes.push(...(await work(file)));
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return outcomes;
}

async function testFile(suite: string, file: string, seconds: number, { signal, results, progress }: Run): Promise<Outcome[]> {
  const stem = join(results, file.replaceAll('/', '-').replace(/\.ts$/, ''));
  const lines = `${stem}.jsonl`;
  rmSync(lines, { force: true });
  const args = ['--test-reporter=./runner/test-reporter.ts', `--test-reporter-destination=${lines}`, file];
  const { failure, output, durationMs } = await runChild(process.execPath, args, { seconds, signal, env, log: `${stem}.log` });
  const outcomes = outcomesOf(readLines(lines), failure, output).map((outcome) => ({ suite, file, ...outcome }));
  progress(outcomes, durationMs);
  return outcomes;
}
