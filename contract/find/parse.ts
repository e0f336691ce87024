import { askedOf } from './comparison.ts';
import { patternProblem } from './pattern.ts';
import { everything, type Field, type Find, type FindError, type Pattern, type Rule, type Span, type Term } from './term.ts';
import { type PatternToken, type Piece, type Token, tokensOf } from './tokens.ts';

/**
 * The grammar in which a person says what to find, on the map and in the logs: terms side by side, all of which have to hold.
 *
 *   ns=shop,data  errors>1%  p99>200ms  -kind=host  "connection refused"  text  /order|cart/  (a or b)  exists(trace_id)
 *
 * A term is a word, a pattern, `exists(field)`, or a field, an operator and values; values in a list are alternatives. `-` or `not`
 * in front turns a term or a group around; `or` binds less than `and`, which may be left out. Behind the name of a field `:` is `=`,
 * as many know it; behind any other word it is a sign like others, as in `redis:6379`.
 * Whatever is written has a meaning: what is not a term is an error with its place, and what is left still filters.
 */

/** A longer text is cut here: nobody types it, and what reads it is quick. */
export const longestFind = 2000;
const mostTerms = 200;

type Part = Rule | undefined;

function joined(is: 'all' | 'any', parts: readonly Part[]): Part {
  const rules = parts.flatMap((part) => (part === undefined ? [] : part.is === is ? part.of : [part]));
  return rules.length < 2 ? rules[0] : { is, of: rules };
}

function patternOf({ from, to, source, foldsCase }: Pattern): Pattern | FindError {
  const says = patternProblem({ source, foldsCase });
  return says === undefined ? { is: 'pattern', from, to, source, foldsCase } : { from, to, says };
}

function termOf(token: Piece | PatternToken, fields: readonly Field[]): Term | FindError {
  if (token.is === 'pattern') return patternOf(token);
  const { from, to, text, closed } = token;
  if (!closed) return { from, to, says: 'a quote is not closed' };
  return askedOf(token, fields) ?? (text === '' ? { from, to, says: 'there is nothing between the quotes' } : { is: 'word', from, to, text });
}

/** Reads tokens from the left to the right. */
class Reader {
  readonly #tokens: readonly Token[];
  readonly #fields: readonly Field[];
  readonly #terms: Term[] = [];
  readonly #errors: FindError[] = [];
  #at = 0;

  constructor(tokens: readonly Token[], fields: readonly Field[]) {
    this.#tokens = tokens;
    this.#fields = fields;
  }

  whole(): Find {
    const rule = this.#any() ?? everything;
    return { rule, terms: this.#terms, errors: this.#errors.toSorted((a, b) => a.from - b.from) };
  }

  #any(): Part {
    const parts: Part[] = [];
    let or: Token | undefined;
    do {
      const start = this.#at;
      parts.push(this.#all());
      const isEmpty = this.#at === start;
      const next = this.#take('or');
      const beside = or ?? next;
      if (isEmpty && beside !== undefined) this.#wrong(beside, 'or stands between two terms');
      or = next;
    } while (or !== undefined);
    return joined('any', parts);
  }

  #all(): Part {
    const parts: Part[] = [];
    const start = this.#at;
    while (!this.#ends()) {
      const and = this.#take('and');
      if (and === undefined) parts.push(this.#one());
      else if (this.#at === start + 1 || this.#ends() || this.#is('and')) this.#wrong(and, 'and stands between two terms');
    }
    return joined('all', parts);
  }

  #one(): Part {
    let isTurned = false;
    let not = this.#take('not');
    for (let next = not; next !== undefined; next = this.#take('not')) {
      isTurned = !isTurned;
      not = next;
    }
    if (not !== undefined && (this.#ends() || this.#is('and'))) return this.#wrong(not, 'not stands in front of a term');
    const part = this.#take('(') === undefined ? this.#term() : this.#group();
    return part !== undefined && isTurned ? { is: 'not', of: part } : part;
  }

  #group(): Part {
    const openAt = this.#at - 1;
    const open = this.#tokens[openAt];
    const part = this.#any();
    const close = this.#take(')');
    if (open === undefined) return part;
    if (close === undefined) this.#wrong(open, 'a parenthesis is not closed');
    else if (this.#at === openAt + 2) this.#wrong({ from: open.from, to: close.to }, 'there is nothing between the parentheses');
    return part;
  }

  #term(): Part {
    const token = this.#tokens[this.#at];
    this.#at += 1;
    if (token?.is !== 'piece' && token?.is !== 'pattern') return undefined;
    if (this.#terms.length === mostTerms) {
      const last = this.#tokens.at(-1) ?? token;
      this.#at = this.#tokens.length;
      return this.#wrong({ from: token.from, to: last.to }, `there are more than ${mostTerms} terms`);
    }
    const term = termOf(token, this.#fields);
    if ('says' in term) return this.#wrong(term, term.says);
    this.#terms.push(term);
    return term;
  }

  #wrong({ from, to }: Span, says: string): undefined {
    if (this.#errors.every((known) => known.from !== from)) this.#errors.push({ from, to, says });
  }

  /** Whether no more terms stand side by side here. */
  #ends(): boolean {
    const token = this.#tokens[this.#at];
    return token === undefined || token.is === ')' || this.#is('or');
  }

  #is(sign: Joint): boolean {
    const token = this.#tokens[this.#at];
    if (token === undefined) return false;
    if (token.is !== 'piece') return token.is === sign || (token.is === '-' && sign === 'not');
    return (token.text === sign || token.text === sign.toUpperCase()) && !token.quoted.some(Boolean);
  }

  #take(sign: Joint): Token | undefined {
    if (!this.#is(sign)) return undefined;
    this.#at += 1;
    return this.#tokens[this.#at - 1];
  }
}

type Joint = 'and' | 'or' | 'not' | '(' | ')';

export function parseFind(text: string, fields: readonly Field[]): Find {
  return new Reader(tokensOf(text.slice(0, longestFind)), fields).whole();
}
