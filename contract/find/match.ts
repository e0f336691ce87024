import { isLike } from './like.ts';
import { comparable, measureOf } from './measure.ts';
import type { Comparison, Find, Operator, Pattern, Rule, Value } from './term.ts';

/** What a thing has in a field: several values where any of them counts; nothing where it has none. */
export type Held = string | number | readonly (string | number)[] | null | undefined;

export interface Findable {
  /** Whether a word, in lower case, stands in it. */
  has(word: string): boolean;
  /** Whether it holds what a pattern finds. */
  fits(pattern: Pattern): boolean;
  held(field: string): Held;
}

const compares: Readonly<Record<Exclude<Operator, '~' | '!='>, (held: number, asked: number) => boolean>> = {
  '=': (held, asked) => held === asked,
  '>': (held, asked) => held > asked,
  '>=': (held, asked) => held >= asked,
  '<': (held, asked) => held < asked,
  '<=': (held, asked) => held <= asked,
};

type Positive = Exclude<Operator, '!='>;

/** Of what may be anything, a number is compared in its unit; without one, what is equal is written so. */
function holdsOpen(held: string | number, { field }: Comparison, operator: Exclude<Positive, '~'>, { text, number, unit = 'none' }: Value): boolean {
  if (operator === '=' && (unit === 'none' || isLike(String(held), text))) return isLike(String(held), text);
  const measure = typeof held === 'number' ? { number: held, unit: 'none' as const } : measureOf(held);
  const pair = measure && number !== undefined ? comparable(measure, field, { number, unit }) : undefined;
  return pair !== undefined && compares[operator](...pair);
}

function holds(held: string | number, asked: Comparison, operator: Positive, value: Value): boolean {
  if (operator === '~') return String(held).toLowerCase().includes(value.text.toLowerCase());
  if (asked.isOpen) return holdsOpen(held, asked, operator, value);
  if (typeof held === 'number') return value.number !== undefined && compares[operator](held, value.number);
  return operator === '=' && isLike(held, value.text);
}

const listed = (held: Held): readonly (string | number)[] => (held === null || held === undefined ? [] : typeof held === 'object' ? held : [held]);

/** `status=503` where nothing is called status: so it may be written in the text. */
export const asWritten = ({ field }: Comparison, { text }: Value): string => `${field}=${text}`.toLowerCase();

function comparisonHolds(comparison: Comparison, thing: Findable): boolean {
  const { field, isOpen, operator, values } = comparison;
  const all = listed(thing.held(field));
  const positive = operator === '!=' ? '=' : operator;
  const isWritten = isOpen && all.length === 0 && positive === '=' && values.some((value) => thing.has(asWritten(comparison, value)));
  const any = isWritten || all.some((one) => values.some((value) => holds(one, comparison, positive, value)));
  return operator === '!=' ? !any : any;
}

/** Whether what is asked for is found in a thing. */
export function matches({ rule }: Pick<Find, 'rule'>, thing: Findable): boolean {
  return holdsOf(rule, thing);
}

function holdsOf(rule: Rule, thing: Findable): boolean {
  switch (rule.is) {
    case 'all':
      return rule.of.every((one) => holdsOf(one, thing));
    case 'any':
      return rule.of.some((one) => holdsOf(one, thing));
    case 'not':
      return !holdsOf(rule.of, thing);
    case 'word':
      return thing.has(rule.text.toLowerCase());
    case 'pattern':
      return thing.fits(rule);
    case 'exists':
      return listed(thing.held(rule.field)).length > 0;
    case 'comparison':
      return comparisonHolds(rule, thing);
  }
}
