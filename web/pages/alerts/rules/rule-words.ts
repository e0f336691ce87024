import type { Rule } from '#contract/rules.ts';

export const ruleStates: Readonly<Record<Rule['state'], string>> = {
  firing: 'firing',
  failing: 'cannot be evaluated',
  pending: 'pending',
  unknown: 'not known',
  inactive: 'quiet',
};

/** What is worst stands first. */
export const stateOrder: readonly Rule['state'][] = ['firing', 'failing', 'pending', 'unknown', 'inactive'];

const noisyFrom = 0.66;
const someFrom = 0.33;

export function noiseWord(score: number): string {
  if (score >= noisyFrom) return 'noisy';
  return score >= someFrom ? 'some noise' : 'calm';
}

export const durations = ['0s', '1m', '5m', '10m', '15m', '30m', '1h'] as const;

/** What the button says that switches all rules of one name; `count`: how many those are. */
export function switchWords(on: boolean, count: number): string {
  const turn = on ? 'Switch off' : 'Switch on';
  if (count === 1) return turn;
  return count === 2 ? `${turn} both` : `${turn} all ${count}`;
}

/** What was done, once it is. */
export function switchedWords({ name, on }: Pick<Rule, 'name' | 'on'>, count: number): string {
  const now = on ? 'on' : 'off';
  if (count === 1) return `${name} is switched ${now}.`;
  return `${count === 2 ? 'Both' : `All ${count}`} rules ${name} are switched ${now}.`;
}

/** Which are switched with a rule; undefined where it is alone. */
export function togetherWords(others: readonly Pick<Rule, 'aspect' | 'severity'>[]): string | undefined {
  if (others.length === 0) return undefined;
  const called = others.map(({ aspect, severity }) => (aspect === null ? severity : `${aspect} (${severity})`));
  return `Of the same name, and switched with it: ${called.join(', ')}.`;
}
