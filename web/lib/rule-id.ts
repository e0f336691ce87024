import type { Rule } from '#contract/rules.ts';

/** Two rules may have one name: then each has an aspect, which its alerts have as a label. */
export function ruleId({ name, aspect }: Pick<Rule, 'name' | 'aspect'>): string {
  return aspect === null ? name : `${name}.${aspect}`;
}
