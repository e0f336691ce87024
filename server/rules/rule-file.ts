import type { NewRule, RuleInput } from '#contract/rules.ts';
import { badInput } from '../problem.ts';
import { expressionOf, secondsOf, sidesOf } from './condition.ts';

/** Each rule is a group of its own, so that a change of one leaves the others as they are: what is pending stays so. */
const groupPrefix = 'user:';

export const groupOf = (name: string): string => `${groupPrefix}${name}`;
/** As Sonde's own are called. */
export const isOwnGroup = (group: string): boolean => group.startsWith('sonde-');
export const isUserGroup = (group: string): boolean => group.startsWith(groupPrefix);

/** Of a template: a label, or the value in a form that is read easily. Anything else could keep Prometheus from reading any rule. */
const allowedTemplate = /^\{\{ ?(\$labels\.[A-Za-z_][A-Za-z0-9_]*|\$value( ?\| ?humanize(Percentage|Duration|1024)?)?) ?\}\}/;
const templates = 'text, with {{ $labels.name }}, {{ $value }} or {{ $value | humanize }}';

/** What no YAML may hold: with one of them, Prometheus would read no rule at all. */
const unreadable = /(?![\n\t])[\p{Cc}\p{Cs}\uFFFE\uFFFF]/u;

function checkSigns(field: string, text: string): void {
  const at = text.search(unreadable);
  if (at >= 0)
    throw badInput(field, 'text without control characters', `${field} has a control character, or half a sign, at ${at}`, { position: at, length: 1 });
}

function checkTemplates(field: 'summary' | 'description', text: string): void {
  for (const { index } of text.matchAll(/\{\{/g)) {
    if (allowedTemplate.test(text.slice(index))) continue;
    const end = text.indexOf('}}', index);
    const length = (end < 0 ? text.length : end + 2) - index;
    throw badInput(field, templates, `${field} has a template that is not known here: ${text.slice(index, index + Math.min(length, 60))}`, {
      position: index,
      length,
    });
  }
}

/** Throws what in a rule would keep Prometheus from reading it, or all of them; its expression is looked at elsewhere. */
export function checkTexts({ condition, summary, description = '', owner = '', unit = '' }: RuleInput): void {
  if (condition.of === 'metrics') checkSigns('condition.expression', condition.expression);
  for (const [field, text] of Object.entries({ summary, description, owner, unit })) checkSigns(field, text);
  for (const [field, text] of Object.entries({ owner, unit })) {
    const position = text.indexOf('{{');
    if (position >= 0) throw badInput(field, 'text without {{', `${field} has {{, which begins a template`, { position, length: 2 });
  }
  checkTemplates('summary', summary);
  checkTemplates('description', description);
}

/** Labels that a rule gives to all of its alerts. */
function labelsOf({ severity, owner, domain }: Pick<NewRule, 'severity' | 'owner' | 'domain'>): Readonly<Record<string, string>> {
  return { severity, ...(owner ? { owner } : {}), ...(domain === undefined ? {} : { domain }) };
}

/** What the value is compared with, as Sonde's own rules tell of it; `{{` would be read as a template. */
function comparisonOf({ name, condition }: NewRule): Readonly<Record<string, string>> {
  const sides = sidesOf(name, condition);
  if (sides === undefined || sides.query.includes('{{')) return {};
  return { expression_value: sides.query, comparison: sides.comparison, threshold: String(sides.threshold) };
}

function groupFor(rule: NewRule): object {
  const { name, condition, for: wait, summary, description = '', unit = '' } = rule;
  const annotations = { summary, ...(description === '' ? {} : { description }), ...comparisonOf(rule), ...(unit === '' ? {} : { unit }) };
  return {
    name: groupOf(name),
    rules: [{ alert: name, expr: expressionOf(name, condition), for: `${secondsOf(wait)}s`, labels: labelsOf(rule), annotations }],
  };
}

/** What Prometheus reads: JSON, which is YAML too, and leaves nothing to the taste of its readers. */
export function ruleFile(rules: readonly NewRule[]): string {
  return `${JSON.stringify({ groups: rules.map(groupFor) }, null, 1)}\n`;
}
