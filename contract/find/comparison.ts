import { isLike } from './like.ts';
import { measuredIn, measureOf } from './measure.ts';
import { anyField, type Comparison, type Exists, type Field, type FieldKind, type FindError, type Operator, operators, type Span, type Value } from './term.ts';
import type { Piece } from './tokens.ts';

interface Cut {
  readonly name: string;
  readonly operator: Operator;
  readonly rest: Piece;
}

const nameForm = '[A-Za-z_@][\\w.@/-]*';
const named = new RegExp(`^(${nameForm})([=!<>~:])`);
const asked = new RegExp(`^exists\\((${nameForm})\\)$`);

/** The field of that name, or what stands for all others. */
function fieldOf(name: string, fields: readonly Field[]): Field | undefined {
  return fields.find((one) => one.name === name.toLowerCase()) ?? fields.find((one) => one === anyField);
}

const nameOf = (field: Field, name: string): string => (field === anyField ? name : field.name);

/** A name and the operator behind it, outside of quotes. */
function cutAt(piece: Piece, fields: readonly Field[]): Cut | undefined {
  const [, name = '', sign = ''] = named.exec(piece.text) ?? [];
  if (name === '' || piece.quoted.slice(0, name.length + 1).some(Boolean)) return undefined;
  const isKnown = fieldOf(name, fields) !== undefined;
  if (!isKnown && (sign === ':' || /[@/-]/.test(name))) return undefined;
  const operator = sign === ':' ? '=' : operators.find((candidate) => piece.text.startsWith(candidate, name.length));
  if (operator === undefined) return undefined;
  const start = name.length + operator.length;
  // `failed:` is how a word is written, and no question.
  if (sign === ':' && start === piece.text.length && fields.every((field) => field.name !== name.toLowerCase())) return undefined;
  return { name, operator, rest: { ...piece, text: piece.text.slice(start), quoted: piece.quoted.slice(start) } };
}

/** Alternatives, split at commas outside of quotes; empty ones between two commas are left out. */
function listOf({ text, quoted }: Piece): string[] {
  const values = [''];
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === ',' && quoted[at] === false) values.push('');
    else values[values.length - 1] += text[at] ?? '';
  }
  return values.filter((value) => value !== '');
}

const example: Readonly<Record<FieldKind['is'], string>> = {
  text: 'a word',
  choice: 'one of the list',
  order: 'one of the list',
  number: 'a number, like 20 or 1.5k',
  share: 'a share, like 1% or 0.5%',
  duration: 'a duration, like 200ms or 1.5s',
  any: 'a word or a number, like 200ms or 10MiB',
};

const unitOf = { number: 'none', share: 'share', duration: 'seconds' } as const;

function readAny(operator: Operator, text: string): Value | string {
  const measure = measureOf(text);
  return measure === undefined && /[<>]/.test(operator) ? 'a number, like 20, 200ms or 10MiB' : { text, ...measure };
}

/** Of a list, `err*` is each that is like it, where it has to be equal to one. */
function readChoice(kind: FieldKind & { readonly of: readonly string[] }, operator: Operator, text: string): Value[] | string {
  const isFound = (choice: string) => (operator === '=' || operator === '!=' ? isLike(choice, text) : choice === text.toLowerCase());
  const found = kind.of.flatMap((choice, place) => (isFound(choice) ? [kind.is === 'order' ? { text: choice, number: place } : { text: choice }] : []));
  return found.length === 0 ? `one of ${kind.of.join(', ')}` : found;
}

function readValue({ kind }: Field, operator: Operator, text: string): Value | Value[] | string {
  if (kind.is === 'text') return { text };
  if (kind.is === 'any') return readAny(operator, text);
  if (kind.is === 'choice' || kind.is === 'order') return readChoice(kind, operator, text);
  const number = measuredIn(unitOf[kind.is], text);
  return number === undefined ? example[kind.is] : { text, number };
}

function fits({ kind }: Field, operator: Operator): boolean {
  if (operator === '=' || operator === '!=' || kind.is === 'any') return true;
  return operator === '~' ? kind.is === 'text' : kind.is !== 'text' && kind.is !== 'choice';
}

function unknown(name: string, fields: readonly Field[]): string {
  return `there is no field "${name}"; there are ${fields.map((one) => one.name).join(', ')}`;
}

function comparison({ from, to }: Span, { name, operator, rest }: Cut, fields: readonly Field[]): Comparison | FindError {
  const problem = (says: string): FindError => ({ from, to, says });
  const field = fieldOf(name, fields);
  if (field === undefined) return problem(unknown(name, fields));
  if (!fits(field, operator)) return problem(`${name} cannot be compared by ${operator}`);
  const texts = listOf(rest);
  if (texts.length === 0) return problem(`${name}${operator} waits for ${'of' in field.kind ? `one of ${field.kind.of.join(', ')}` : example[field.kind.is]}`);
  const values: Value[] = [];
  for (const text of texts) {
    const value = readValue(field, operator, text);
    if (typeof value === 'string') return problem(`"${text}" is not ${value}`);
    values.push(...[value].flat());
  }
  if (texts.length > 1 && !['=', '!=', '~'].includes(operator)) return problem(`${name}${operator} takes one value`);
  return { is: 'comparison', from, to, field: nameOf(field, name), isOpen: field === anyField, operator, values };
}

/** What a piece asks of a field; undefined where it asks nothing of any. */
export function askedOf(piece: Piece, fields: readonly Field[]): Comparison | Exists | FindError | undefined {
  const { from, to, text, quoted } = piece;
  const [, name = ''] = asked.exec(text) ?? [];
  if (name !== '' && !quoted.some(Boolean)) {
    const field = fieldOf(name, fields);
    return field === undefined ? { from, to, says: unknown(name, fields) } : { is: 'exists', from, to, field: nameOf(field, name) };
  }
  const cut = cutAt(piece, fields);
  return cut && comparison(piece, cut, fields);
}
