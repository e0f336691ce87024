import type { NewRule, Rule, RuleInput } from '#contract/rules.ts';
import { type OfferedSeverity, type OfferedUnit, offeredSeverity, offeredUnit } from './choices.ts';

/** A rule while it is written: every field as text, and of what is chosen only what the form offers. */
export interface Draft {
  readonly name: string;
  readonly of: Rule['condition']['of'];
  readonly expression: string;
  readonly query: string;
  readonly within: string;
  readonly comparison: Comparison;
  readonly threshold: string;
  readonly for: string;
  readonly severity: OfferedSeverity;
  readonly summary: string;
  readonly description: string;
  readonly owner: string;
  readonly unit: OfferedUnit;
  readonly domain: Rule['domain'];
}

type Counted = Exclude<Rule['condition'], { readonly of: 'metrics' }>;
export type Comparison = Counted['comparison'];

const blank: Draft = {
  name: '',
  of: 'metrics',
  expression: '',
  query: '',
  within: '5m',
  comparison: '>',
  threshold: '10',
  for: '5m',
  severity: 'ticket',
  summary: '',
  description: '',
  owner: '',
  unit: '',
  domain: 'other',
};

/** Of a rule that is there; of none, a blank one. */
export function draftOf(rule: Required<NewRule> | undefined): Draft {
  if (rule === undefined) return blank;
  const { name, condition, severity, summary, description, owner, unit, domain } = rule;
  const offered = { severity: offeredSeverity(severity), unit: offeredUnit(unit), domain };
  const same = { ...blank, name, for: rule.for, summary, description, owner, ...offered };
  if (condition.of === 'metrics') return { ...same, expression: condition.expression };
  const { of, query, within, comparison, threshold } = condition;
  return { ...same, of, query, within, comparison, threshold: String(threshold) };
}

/** Of a number as people and programs write it: 12.5, 1e-7. */
function numberOf(text: string): number | undefined {
  const number = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text.trim()) ? Number(text) : Number.NaN;
  return Number.isFinite(number) ? number : undefined;
}

const duration = /^\d{1,5}(s|m|h|d)$/;

/** Undefined while it is not whole. */
export function conditionOf({ of, expression, query, within, comparison, threshold }: Draft): Rule['condition'] | undefined {
  if (of === 'metrics') return expression.trim() === '' ? undefined : { of, expression };
  const number = numberOf(threshold);
  if (!duration.test(within) || number === undefined || query.trim() === '') return undefined;
  return { of, query, within, comparison, threshold: number };
}

export type Problems = Readonly<Partial<Record<keyof Draft, string>>>;

/** What is wrong before anybody is asked. */
export function problemsOf(draft: Draft, taken: readonly string[]): Problems {
  return {
    ...(!/^[A-Za-z][A-Za-z0-9]{2,63}$/.test(draft.name) && { name: 'Letters and digits, 3 to 64, a letter first.' }),
    ...(taken.includes(draft.name) && { name: 'There is a rule of that name already.' }),
    ...(draft.of === 'metrics' && draft.expression.trim() === '' && { expression: 'It is empty.' }),
    ...(draft.of !== 'metrics' && draft.query.trim() === '' && { query: 'Words to find: without any, each would count.' }),
    ...(draft.of !== 'metrics' && !duration.test(draft.within) && { within: 'A number with s, m, h or d.' }),
    ...(draft.of !== 'metrics' && numberOf(draft.threshold) === undefined && { threshold: 'A number.' }),
    ...(!duration.test(draft.for) && { for: 'A number with s, m, h or d.' }),
    ...(draft.summary.trim() === '' && { summary: 'What is wrong when it fires, in a sentence.' }),
  };
}

export function ruleInputOf(draft: Draft): RuleInput | undefined {
  const condition = conditionOf(draft);
  if (condition === undefined) return undefined;
  const { severity, summary, description, owner, unit, domain } = draft;
  return { condition, for: draft.for, severity, summary: summary.trim(), description, owner: owner.trim(), unit, domain };
}

export function newRuleOf(draft: Draft): NewRule | undefined {
  const input = ruleInputOf(draft);
  return input === undefined ? undefined : { name: draft.name, ...input };
}
