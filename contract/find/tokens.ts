import type { Span } from './term.ts';

/** A run of signs without white space outside of quotes. */
export interface Piece extends Span {
  readonly is: 'piece';
  readonly text: string;
  /** Where in `text` a quoted part stands: signs there mean nothing. */
  readonly quoted: readonly boolean[];
  readonly closed: boolean;
}

interface Sign extends Span {
  readonly is: '(' | ')' | '-';
}

export interface PatternToken extends Span {
  readonly is: 'pattern';
  readonly source: string;
  readonly foldsCase: boolean;
}

export type Token = Piece | Sign | PatternToken;

/** So deep may parentheses stand in each other: deeper, they are signs like others. */
const deepest = 30;

/** `/a|b/`, `/a/i`: a path like `/var/log` is none, because a slash within has to be written `\/`. */
const pattern = /\/((?:\\.|[^\\/\n])+)\/(i?)(?=[\s)]|$)/y;

/** Splits at white space outside of quotes, at parentheses that group and at a `-` in front. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let depth = 0;
  let at = 0;
  while (at < text.length) {
    if (/\s/.test(text[at] ?? '')) {
      at += 1;
      continue;
    }
    const token = tokenAt(text, at, depth);
    if (token.is === '(') depth += 1;
    if (token.is === ')') depth -= 1;
    tokens.push(token);
    at = token.to;
  }
  return tokens;
}

function tokenAt(text: string, at: number, depth: number): Token {
  const sign = text[at];
  if (sign === ')' && depth > 0) return { is: ')', from: at, to: at + 1 };
  if (sign === '(' && depth < deepest) return { is: '(', from: at, to: at + 1 };
  if (sign === '-' && /[^\s)-]/.test(text[at + 1] ?? ' ')) return { is: '-', from: at, to: at + 1 };
  pattern.lastIndex = at;
  const [whole, source = '', fold] = pattern.exec(text) ?? [];
  if (whole !== undefined) return { is: 'pattern', from: at, to: at + whole.length, source, foldsCase: fold === 'i' };
  return pieceFrom(text, at, depth > 0);
}

/** `\"` within quotes is a quote. */
const inQuotes = /"((?:\\["\\]|[^"])*)("?)/y;

/** Parentheses within a piece, as in `close(3)`, belong to it. */
function pieceFrom(text: string, from: number, inGroup: boolean): Piece {
  let plain = '';
  const quoted: boolean[] = [];
  let closed = true;
  let open = 0;
  let at = from;
  while (at < text.length && !ends(text[at] ?? '', inGroup && open === 0)) {
    const sign = text[at] ?? '';
    inQuotes.lastIndex = at;
    const [whole = sign, written, end] = inQuotes.exec(text) ?? [];
    const part = written?.replaceAll(/\\(["\\])/g, '$1') ?? sign;
    closed = end !== '';
    open = Math.max(0, open + parenthesis(sign));
    plain += part;
    quoted.push(...Array.from(part.split(''), () => written !== undefined));
    at += whole.length;
  }
  return { is: 'piece', from, to: at, text: plain, quoted, closed };
}

const ends = (sign: string, closes: boolean): boolean => /\s/.test(sign) || (sign === ')' && closes);
const parenthesis = (sign: string): number => (sign === '(' ? 1 : sign === ')' ? -1 : 0);
