import { rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { again } from './again.ts';
import { root, runChild } from './child.ts';
import type { Outcome } from './outcome.ts';
import type { Need, Run, Suite } from './suite.ts';
import { outcomesOf, readLines } from './test-lines.ts';

interface Files {
  readonly files: string;
  readonly needs: readonly Need[];
  readonly seconds: number;
  /** Up to so many files that failed beside others run once more, one test after the other; that they failed is told all the same. */
  readonly alone: number;
}

const config = 'e2e/playwright.config.ts';
const program = ['node_modules/@playwright/test/cli.js', 'test', `--config=${config}`, '--reporter=list,./runner/browser-reporter.ts'];

/** Files of Playwright, all in one run, because they share what the configuration starts. */
export function browserTests(name: string, { seconds, alone, ...suite }: Files): Suite {
  return {
    name,
    ...suite,
    round: 'console',
    run: (run) => playwright(name, { seconds, folder: name, flags: [] }, run),
    // In a folder of its own: Playwright empties it, and the pictures of the first run are to be looked at.
    again: (outcomes, run) =>
      again(outcomes, alone, (files) => playwright(name, { seconds, folder: `${name}-again`, flags: ['--workers=1'] }, { ...run, files })),
  };
}

interface Playing {
  readonly seconds: number;
  /** Of the results, where pictures and traces go. */
  readonly folder: string;
  readonly flags: readonly string[];
}

async function playwright(suite: string, { seconds, folder, flags }: Playing, { files, signal, results, progress }: Run): Promise<Outcome[]> {
  if (files.length === 0) return [];
  const lines = join(results, `${folder}.jsonl`);
  rmSync(lines, { force: true });
  const args = [...program, `--output=${join(results, folder)}`, ...flags, ...files];
  const ended = await runChild(process.execPath, args, { seconds, signal, env: { TEST_LINES: lines }, log: join(results, `${folder}.log`) });
  const outcomes = outcomesOf(readLines(lines), ended).map(({ file, ...outcome }) => ({
    suite,
    file: file === undefined ? '' : relative(root, file),
    ...outcome,
  }));
  for (const ofFile of Map.groupBy(outcomes, ({ file }) => file).values()) {
    progress(
      ofFile,
      ofFile.reduce((sum, { durationMs }) => sum + durationMs, 0),
    );
  }
  return outcomes;
}
