import type { Rule } from '#contract/rules.ts';

/** Rules of one name differ in their severity, or in their aspect: labels of their alerts. */
export function ruleId({ name, aspect, severity }: Pick<Rule, 'name' | 'aspect' | 'severity'>): string {
  return [name, aspect, severity].filter((part) => part !== null).join('.');
}
