import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { root, runChild } from './child.ts';
import type { Outcome } from './outcome.ts';
import type { Run } from './suite.ts';
import { type NamedOutcome, outcomesOf, readLines } from './test-lines.ts';

interface What {
  readonly suite: string;
  /** One after the other, in one process. */
  readonly files: readonly string[];
  readonly seconds: number;
  /** Gives way to the other suites of its round. */
  readonly nice: boolean;
  readonly run: Run;
}

/** Files of node:test in a process of their own. */
export async function testProcess({ suite, files, seconds, nice, run: { signal, results, progress } }: What): Promise<Outcome[]> {
  const [first = ''] = files;
  const stem = join(results, first.replaceAll('/', '-').replace(/\.ts$/, ''));
  const lines = `${stem}.jsonl`;
  rmSync(lines, { force: true });
  const together = files.length > 1 ? ['--test', '--test-isolation=none'] : [];
  const args = [...together, '--test-reporter=./runner/test-reporter.ts', `--test-reporter-destination=${lines}`, ...files];
  const [program = '', ...words] = nice ? ['nice', '-n', '5', process.execPath, ...args] : [process.execPath, ...args];
  const ended = await runChild(program, words, { seconds, signal, log: `${stem}.log` });
  const outcomes = outcomesOf(readLines(lines), ended);
  const ofFiles = files.length > 1 ? byFile(files, outcomes, ended.failure) : outcomes.map((outcome) => ({ ...outcome, file: first }));
  const told = ofFiles.map((outcome) => ({ ...outcome, suite }));
  for (const file of new Set(told.map((one) => one.file))) {
    const ofFile = told.filter((one) => one.file === file);
    progress(ofFile, files.length > 1 ? ofFile.reduce((sum, one) => sum + one.durationMs, 0) : ended.durationMs);
  }
  return told;
}

/** Of files that share a process: Node says of one without tests that it passed, and nothing of those that come after an early end. */
function byFile(files: readonly string[], outcomes: readonly NamedOutcome[], failure: string): Omit<Outcome, 'suite'>[] {
  const said = outcomes
    .map((outcome) => ({ ...outcome, file: files.find((file) => resolve(root, file) === outcome.file) ?? '' }))
    .filter(({ name, file, state }) => state !== 'passed' || name !== file);
  const silent = files.filter((file) => !said.some((one) => one.file === file));
  const says = failure === '' ? 'contains no tests' : 'its process ended before its tests';
  return [...said, ...silent.map((file) => ({ file, name: 'the whole', state: 'failed' as const, durationMs: 0, says }))];
}
