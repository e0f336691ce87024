import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { runChild } from './child.ts';
import type { Outcome } from './outcome.ts';
import type { Need, Run, Suite } from './suite.ts';
import { outcomesOf, readLines } from './test-lines.ts';

const config = 'e2e/playwright.config.ts';
const program = ['node_modules/@playwright/test/cli.js', 'test', `--config=${config}`, '--reporter=list,./runner/browser-reporter.ts'];

/** Files of Playwright, all in one run, because they share what the configuration starts. */
export function browserTests(name: string, { files, needs, seconds }: { files: string; needs: readonly Need[]; seconds: number }): Suite {
  return { name, files, needs, round: 'console', run: (run) => playwright(name, seconds, run) };
}

async function playwright(suite: string, seconds: number, { files, signal, results, progress }: Run): Promise<Outcome[]> {
  if (files.length === 0) return [];
  const lines = join(results, `${suite}.jsonl`);
  rmSync(lines, { force: true });
  const args = [...program, `--output=${join(results, suite)}`, ...files];
  const { failure, output, durationMs } = await runChild(process.execPath, args, {
    seconds,
    signal,
    env: { TEST_LINES: lines },
    log: join(results, `${suite}.log`),
  });
  const outcomes = outcomesOf(readLines(lines), failure, output).map((outcome) => ({ suite, file: config, ...outcome }));
  progress(outcomes, durationMs);
  return outcomes;
}
