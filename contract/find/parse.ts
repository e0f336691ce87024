/**
 * The grammar in which a person says what to find, on the map and in the logs: terms side by side, all of which have to hold.
 *
 *   ns=shop,data  errors>1%  p99>200ms  -kind=host  "connection refused"  text
 *
 * A term is a word, or a field, an operator and values; values in a list are alternatives; a leading `-` turns it round. Behind the
 * name of a field `:` is `=`, as many know it; behind any other word it is a sign like others, as in `redis:6379`.
 * Whatever is written has a meaning: what is not a term is an error with its place, and what is left still filters.
 */

/** What a field holds, and so how its values are written and compared. */
export type FieldKind =
  | { readonly is: 'text' }
  | { readonly is: 'choice'; readonly of: readonly string[] }
  /** A choice whose values go up: `>=` and the like compare their places. */
  | { readonly is: 'order'; readonly of: readonly string[] }
  | { readonly is: 'number' }
  /** Written as `1%`; a plain number is a percentage, too. */
  | { readonly is: 'share' }
  /** Written as `200ms`; a plain number is milliseconds. In seconds. */
  | { readonly is: 'duration' };

export interface Field {
  readonly name: string;
  readonly kind: FieldKind;
  readonly help: string;
}

const operators = ['!=', '>=', '<=', '=', '>', '<', '~'] as const;
/** `~`: contains. */
export type Operator = (typeof operators)[number];

/** A place in the text: from its first sign to after its last. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface Word extends Span {
  readonly is: 'word';
  readonly negated: boolean;
  readonly text: string;
}

/** `number` is the value in the unit of its field, or its place in an order; absent for text. */
export interface Value {
  readonly text: string;
  readonly number?: number;
}

export interface Comparison extends Span {
  readonly is: 'comparison';
  readonly negated: boolean;
  readonly field: string;
  readonly operator: Operator;
  readonly values: readonly Value[];
}

export type Term = Word | Comparison;

export interface FindError extends Span {
  readonly says: string;
}

export interface Find {
  readonly terms: readonly Term[];
  readonly errors: readonly FindError[];
}

/** A longer text is cut here: nobody types it, and what reads it is quick. */
export const longestFind = 2000;

interface Piece extends Span {
  readonly text: string;
  /** Where in `text` a quoted part stands: signs there mean nothing. */
  readonly quoted: readonly boolean[];
  readonly closed: boolean;
}

/** Splits at white space outside of quotes; `\"` within quotes is a quote. */
function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  while (at < text.length) {
    if (/\s/.test(text[at] ?? '')) {
      at += 1;
      continue;
    }
    const piece = pieceFrom(text, at);
    pieces.push(piece);
    at = piece.to;
  }
  return pieces;
}

function pieceFrom(text: string, from: number): Piece {
  let plain = '';
  const quoted: boolean[] = [];
  let inQuotes = false;
  let at = from;
  for (; at < text.length; at += 1) {
    const sign = text[at] ?? '';
    if (sign === '"') {
      inQuotes = !inQuotes;
      continue;
    }
    if (!inQuotes && /\s/.test(sign)) break;
    const escaped = inQuotes && sign === '\\' && /["\\]/.test(text[at + 1] ?? '');
    if (escaped) at += 1;
    plain += text[at] ?? '';
    quoted.push(inQuotes);
  }
  return { from, to: at, text: plain, quoted, closed: !inQuotes };
}

interface Cut {
  readonly name: string;
  readonly operator: Operator;
  readonly rest: Piece;
}

/** The first operator outside of quotes that stands after a name. */
function cutAt(piece: Piece, fields: readonly Field[]): Cut | undefined {
  const [, name = '', sign = ''] = /^([A-Za-z][\w.]*)([=!<>~:])/.exec(piece.text) ?? [];
  if (name === '' || piece.quoted.slice(0, name.length + 1).some(Boolean)) return undefined;
  const isColon = sign === ':' && fieldOf(name, fields) !== undefined;
  const operator = isColon ? '=' : operators.find((candidate) => piece.text.startsWith(candidate, name.length));
  if (operator === undefined) return undefined;
  const start = name.length + operator.length;
  return { name, operator, rest: { ...piece, text: piece.text.slice(start), quoted: piece.quoted.slice(start) } };
}

const fieldOf = (name: string, fields: readonly Field[]): Field | undefined => fields.find((one) => one.name === name.toLowerCase());

/** Alternatives, split at commas outside of quotes; empty ones between two commas are left out. */
function listOf({ text, quoted }: Piece): string[] {
  const values = [''];
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === ',' && quoted[at] === false) values.push('');
    else values[values.length - 1] += text[at] ?? '';
  }
  return values.filter((value) => value !== '');
}

const secondsIn: Readonly<Record<string, number>> = { ns: 1e-9, us: 1e-6, µs: 1e-6, ms: 1e-3, s: 1, m: 60, min: 60, h: 3600, '': 1e-3 };
const thousands: Readonly<Record<string, number>> = { k: 1e3, M: 1e6, G: 1e9, '': 1 };

function measured(text: string, units: Readonly<Record<string, number>>): number | undefined {
  const [, digits = '', unit = ''] = /^(\d+(?:\.\d*)?|\.\d+)([A-Za-zµ%]*)$/.exec(text) ?? [];
  const factor = Object.hasOwn(units, unit) ? units[unit] : undefined;
  return digits === '' || factor === undefined ? undefined : Number(digits) * factor;
}

const example: Readonly<Record<FieldKind['is'], string>> = {
  text: 'a word',
  choice: 'one of the list',
  order: 'one of the list',
  number: 'a number, like 20 or 1.5k',
  share: 'a share, like 1% or 0.5%',
  duration: 'a duration, like 200ms or 1.5s',
};

function readValue({ kind }: Field, text: string): Value | string {
  if (kind.is === 'text') return { text };
  if (kind.is === 'choice' || kind.is === 'order') {
    const place = kind.of.indexOf(text.toLowerCase());
    const choice = { text: kind.of[place] ?? '' };
    if (place < 0) return `one of ${kind.of.join(', ')}`;
    return kind.is === 'order' ? { ...choice, number: place } : choice;
  }
  const number = kind.is === 'number' ? measured(text, thousands) : kind.is === 'share' ? measured(text, { '%': 0.01, '': 0.01 }) : measured(text, secondsIn);
  return number === undefined ? example[kind.is] : { text, number };
}

const isMeasured = ({ kind }: Field): boolean => kind.is !== 'text' && kind.is !== 'choice';

const fits = (field: Field, operator: Operator): boolean => {
  if (operator === '=' || operator === '!=') return true;
  return operator === '~' ? field.kind.is === 'text' : isMeasured(field);
};

function comparison(span: Span, negated: boolean, { name, operator, rest }: Cut, fields: readonly Field[]): Comparison | FindError {
  const problem = (says: string): FindError => ({ from: span.from, to: span.to, says });
  const field = fieldOf(name, fields);
  if (field === undefined) return problem(`there is no field "${name}"; there are ${fields.map((one) => one.name).join(', ')}`);
  if (!fits(field, operator)) return problem(`${name} cannot be compared by ${operator}`);
  const texts = listOf(rest);
  if (texts.length === 0) return problem(`${name}${operator} waits for ${'of' in field.kind ? `one of ${field.kind.of.join(', ')}` : example[field.kind.is]}`);
  const values: Value[] = [];
  for (const text of texts) {
    const value = readValue(field, text);
    if (typeof value === 'string') return problem(`"${text}" is not ${value}`);
    values.push(value);
  }
  if (values.length > 1 && !['=', '!=', '~'].includes(operator)) return problem(`${name}${operator} takes one value`);
  return { is: 'comparison', from: span.from, to: span.to, negated, field: field.name, operator, values };
}

function termOf(piece: Piece, fields: readonly Field[]): Term | FindError {
  const span = { from: piece.from, to: piece.to };
  if (!piece.closed) return { ...span, says: 'a quote is not closed' };
  const negated = piece.text.length > 1 && piece.text.startsWith('-') && piece.quoted[0] === false;
  const body: Piece = negated ? { ...piece, text: piece.text.slice(1), quoted: piece.quoted.slice(1) } : piece;
  const cut = cutAt(body, fields);
  if (cut !== undefined) return comparison(span, negated, cut, fields);
  return body.text === '' ? { ...span, says: 'there is nothing between the quotes' } : { is: 'word', ...span, negated, text: body.text };
}

export function parseFind(text: string, fields: readonly Field[]): Find {
  const found = piecesOf(text.slice(0, longestFind)).map((piece) => termOf(piece, fields));
  return {
    terms: found.filter((one) => 'is' in one),
    errors: found.filter((one) => 'says' in one),
  };
}
