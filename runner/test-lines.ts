import { readFileSync } from 'node:fs';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
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
  }),
]);
export type TestLine = Static<typeof Line>;

type NamedOutcome = Omit<Outcome, 'suite' | 'file'>;

const shownOutput = 4000;

/** The outcomes of one test process; `failure` is how it failed as a whole, or empty; its output explains each failure. */
export function outcomesOf(lines: string, failure: string, output: string): NamedOutcome[] {
  const outcomes: NamedOutcome[] = [];
  const running = new Set<string>();
  for (const text of lines.split('\n').filter(Boolean)) {
    const line = Value.Parse(Line, JSON.parse(text));
    if ('started' in line) running.add(line.started);
    else {
      running.delete(line.ended);
      if (line.state) outcomes.push({ name: line.ended, state: line.state, durationMs: line.durationMs, says: line.says });
    }
  }
  if (failure !== '' && !outcomes.some(({ state }) => state === 'failed')) {
    const during = running.size === 0 ? '' : `, during: ${[...running].join(', ')}`;
    outcomes.push({ name: 'the whole', state: 'failed', durationMs: 0, says: `its process ${failure}${during}` });
  }
  if (outcomes.length === 0) outcomes.push({ name: 'the whole', state: 'failed', durationMs: 0, says: 'contains no tests' });
  return explained(outcomes, output);
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
