import { count, type Outcome } from './outcome.ts';

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

function counted(outcomes: readonly Outcome[]): string {
  return `${count(outcomes, 'passed')} passed, ${count(outcomes, 'failed')} failed, ${count(outcomes, 'skipped')} skipped`;
}

const shownFailures = 10;

/** One line for a file or suite that has ended. */
export function lineFor(name: string, outcomes: readonly Outcome[], tookMs: number): string {
  const mark = count(outcomes, 'failed') > 0 ? 'FAILED' : count(outcomes, 'passed') > 0 ? 'ok' : 'skipped';
  return `${mark.padEnd(8)}${name.padEnd(56)} ${counted(outcomes)}, ${seconds(tookMs)}\n`;
}

/** A line for each failure, at once: who reads along need not wait for the summary. */
export function failuresIn(outcomes: readonly Outcome[]): string {
  const failed = outcomes.filter(({ state }) => state === 'failed');
  const lines = failed.slice(0, shownFailures).map(({ name, says }) => `          ${name}: ${says.split('\n', 1)[0]}\n`);
  return lines.join('') + (failed.length > shownFailures ? `          and ${failed.length - shownFailures} more\n` : '');
}

/** What was skipped and why, every failure with what it said, and at last the counts. */
export function summary(outcomes: readonly Outcome[]): string {
  const skipped = outcomes.filter(({ state }) => state === 'skipped').map((outcome) => `skipped ${title(outcome)}: ${outcome.says}\n`);
  const failed = outcomes.filter(({ state }) => state === 'failed').map((outcome) => `\nFAILED  ${title(outcome)}\n${indented(outcome.says)}\n`);
  const unsteady = outcomes.filter(({ state, says }) => state === 'passed' && says !== '');
  const passed = unsteady.map((outcome) => `\nPASSED WHEN RUN AGAIN, and failed beside others: ${title(outcome)}\n${indented(outcome.says)}\n`);
  return `\n${skipped.join('')}${passed.join('')}${failed.join('')}\n${counted(outcomes)}\n`;
}

const title = ({ suite, file, name }: Outcome) => [file || suite, name].filter((part, at, parts) => part !== parts[at - 1]).join(' › ');

const indented = (text: string) => text.trimEnd().replace(/^/gm, '        ');
