import type { Comparison, Find, Operator, Term, Value } from './parse.ts';

/** What a thing has in a field: several values where any of them counts; nothing where it has none. */
export type Held = string | number | readonly (string | number)[] | null | undefined;

export interface Findable {
  /** Whether a word, in lower case, stands in it. */
  has(word: string): boolean;
  held(field: string): Held;
}

const compares: Readonly<Record<Exclude<Operator, '~' | '!='>, (held: number, asked: number) => boolean>> = {
  '=': (held, asked) => held === asked,
  '>': (held, asked) => held > asked,
  '>=': (held, asked) => held >= asked,
  '<': (held, asked) => held < asked,
  '<=': (held, asked) => held <= asked,
};

/** A `*` in a text stands for anything. */
function isLike(held: string, asked: string): boolean {
  const parts = asked.toLowerCase().split('*');
  const text = held.toLowerCase();
  const [first = '', ...rest] = parts;
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}

function holds(held: string | number, operator: Exclude<Operator, '!='>, { text, number }: Value): boolean {
  if (operator === '~') return String(held).toLowerCase().includes(text.toLowerCase());
  if (typeof held === 'number') return number !== undefined && compares[operator](held, number);
  return operator === '=' && isLike(held, text);
}

function comparisonHolds({ field, operator, values }: Comparison, thing: Findable): boolean {
  const held = thing.held(field);
  const all = held === null || held === undefined ? [] : typeof held === 'object' ? held : [held];
  const any = all.some((one) => values.some((value) => holds(one, operator === '!=' ? '=' : operator, value)));
  return operator === '!=' ? !any : any;
}

function termHolds(term: Term, thing: Findable): boolean {
  const found = term.is === 'word' ? thing.has(term.text.toLowerCase()) : comparisonHolds(term, thing);
  return found !== term.negated;
}

/** Whether all terms hold of a thing. */
export function matches({ terms }: Find, thing: Findable): boolean {
  return terms.every((term) => termHolds(term, thing));
}
