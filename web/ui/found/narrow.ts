import { parseFind } from '#contract/find/parse.ts';
import type { Comparison, Exists, Field, Rule } from '#contract/find/term.ts';
import { writtenValue } from '#contract/find/write.ts';

/** Those that have a value, or those that do not. */
export type How = 'for' | 'against';
type Sign = Comparison | Exists;

interface Asked {
  readonly text: string;
  readonly fields: readonly Field[];
}

interface Part {
  readonly how: How;
  readonly term: Sign;
}

const nameable = /^[A-Za-z_@][\w.@/-]*$/;
const longestValue = 200;

/** Whether it can be asked for as it is: a star stands for anything. */
export const isAskable = (field: string, value: string): boolean => nameable.test(field) && value.length <= longestValue && !/[*\n]/.test(value);

const turned = (how: How): How => (how === 'for' ? 'against' : 'for');

function partOf(rule: Rule): Part[] {
  if (rule.is === 'not') return partOf(rule.of).map(({ how, term }) => ({ how: turned(how), term }));
  return rule.is === 'comparison' || rule.is === 'exists' ? [{ how: 'for', term: rule }] : [];
}

/** What holds of everything that is found. */
function partsOf(text: string, fields: readonly Field[]): { readonly parts: Part[]; readonly isEither: boolean } {
  const { rule } = parseFind(text, fields);
  return { parts: (rule.is === 'all' ? rule.of : [rule]).flatMap(partOf), isEither: rule.is === 'any' };
}

/** What is without the value has no such field: it is asked for by what is not there. */
function howOf({ how, term }: Part, field: string, value: string): How | undefined {
  if (term.field !== field) return undefined;
  if (term.is === 'exists') return value === '' ? turned(how) : undefined;
  return term.operator === '=' && term.values.length === 1 && term.values[0]?.text === value ? how : undefined;
}

/** Whether a value is asked for, or left out. */
export function askedHow({ text, fields }: Asked, field: string, value: string): How | undefined {
  return partsOf(text, fields)
    .parts.map((part) => howOf(part, field, value))
    .find((how) => how !== undefined);
}

/** Those of which each has one: another value takes the place of the one that was asked for. */
const only = new Set(['level', 'severity', 'type', 'app', 'node', 'pattern']);

function without({ text, fields }: Asked, parts: readonly Part[]): string {
  const cut = parts
    .toSorted((a, b) => b.term.from - a.term.from)
    .reduce((rest, { term: { from, to } }) => `${rest.slice(0, from).replace(/(?:-|\bnot\s+)+$/i, '')}${rest.slice(to)}`, text);
  const tidy = cut.replaceAll(/\s+/g, ' ').trim();
  return parseFind(tidy, fields).errors.length > 0 ? text : tidy;
}

const written = (how: How, field: string, value: string): string =>
  value === '' ? `${how === 'for' ? '-' : ''}exists(${field})` : `${how === 'for' ? '' : '-'}${field}=${writtenValue(value)}`;

/** The text that asks for a value, or leaves it out; where it does already, that which does not. */
export function narrowed(asked: Asked, how: How, field: string, value: string): string {
  const { parts, isEither } = partsOf(asked.text, asked.fields);
  const mine = parts.filter((part) => howOf(part, field, value) !== undefined);
  if (mine.some((part) => howOf(part, field, value) === how)) return without(asked, mine);
  const replaced = parts.filter((part) => how === 'for' && only.has(field) && part.how === 'for' && part.term.field === field);
  const rest = without(asked, [...new Set([...mine, ...replaced])]);
  return `${isEither ? `(${rest})` : rest} ${written(how, field, value)}`.trim();
}
