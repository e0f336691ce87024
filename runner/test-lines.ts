import { readFileSync } from 'node:fs';
import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Ended } from './child.ts';
import type { Outcome } from './outcome.ts';

/** What the reporters write: a line when a test starts, a line when it has ended. */
const Line = Type.Union([
  Type.Object({ started: Type.String() }),
  Type.Object({
    ended: Type.String(),
    /** Absent where the tests inside of it say it all. */
    state: Type.Optional(Type.Union([Type.Literal('passed'), Type.Literal('failed'), Type.Literal('skipped')])),
    durationMs: Type.Number(),
    says: Type.String(),
    /** Absolute; absent where a process has one file, or none. */
    file: Type.Optional(Type.String()),
  }),
]);
export type TestLine = Static<typeof Line>;
const shape = Compile(Line);
type EndedLine = Extract<TestLine, { readonly ended: string }>;

/** Its file is absolute, and absent where the lines name none. */
export type NamedOutcome = Omit<Outcome, 'suite' | 'file'> & { readonly file?: string };

const shownOutput = 4000;
/** With which a process ends that has told of every test, some of which failed. */
const testsFailed = 1;

/** The outcomes of one test process; its output explains the first failure. That it did not tell of all its tests is a failure of its own. */
export function outcomesOf(lines: string, { failure, code, output }: Pick<Ended, 'failure' | 'code' | 'output'>): NamedOutcome[] {
  const outcomes: NamedOutcome[] = [];
  const running = new Set<string>();
  for (const text of lines.split('\n').filter(Boolean)) {
    const line = shape.Parse(JSON.parse(text));
    if ('started' in line) running.add(line.started);
    else {
      running.delete(line.ended);
      outcomes.push(...outcomeIn(line));
    }
  }
  const isExplained = code === testsFailed && running.size === 0 && outcomes.some(({ state }) => state === 'failed');
  if (failure !== '' && !isExplained) {
    const during = running.size === 0 ? '' : `, during: ${[...running].join(', ')}`;
    outcomes.push({ name: 'the whole', state: 'failed', durationMs: 0, says: `its process ${failure}${during}` });
  }
  if (outcomes.length === 0) outcomes.push({ name: 'the whole', state: 'failed', durationMs: 0, says: 'contains no tests' });
  return explained(outcomes, output);
}

function outcomeIn({ ended: name, state, durationMs, says, file }: EndedLine): NamedOutcome[] {
  return state === undefined ? [] : [{ name, state, durationMs, says, ...(file === undefined ? {} : { file }) }];
}

/** With the end of the output at the first failure. */
function explained(outcomes: readonly NamedOutcome[], output: string): NamedOutcome[] {
  const first = outcomes.findIndex(({ state }) => state === 'failed');
  const shown = `\n--- the end of its output ---\n${output.slice(-shownOutput)}`;
  return outcomes.map((outcome, at) => (at === first && output !== '' ? { ...outcome, says: outcome.says + shown } : outcome));
}

/** Empty where there is none: a process that fails before its first test makes no file. */
export function readLines(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}
