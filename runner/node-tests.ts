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
  readonly secondsPerFile: number;
}

/** A quarter less time for a file that imports much. */
const env = { NODE_COMPILE_CACHE: join(root, '.build/compiled') };

/** Files of node:test, each in a process of its own. */
export function nodeTests(name: string, { atOnce, secondsPerFile, ...suite }: Files): Suite {
  return { name, ...suite, run: (run) => inLanes(run.files, atOnce, (file) => testFile(name, file, secondsPerFile, run)) };
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
