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
