import { isLogField } from '#contract/find/log-fields.ts';
import { asWritten, matches } from '#contract/find/match.ts';
import type { Comparison, Exists, Rule, Value } from '#contract/find/term.ts';
import { logLevels } from '#contract/log-levels.ts';
import { phraseOf } from '../logs/phrase.ts';
import { cutName, heldToken, longestWord } from './log-tokens.ts';

export type Query = Readonly<Record<string, unknown>>;

/** What Elasticsearch looks for. */
export interface Translated {
  readonly query: Query;
  /** Whether that is the rule; else it finds what the rule has to look at. */
  readonly isExact: boolean;
}

const anything: Translated = { query: { match_all: {} }, isExact: false };
const exactly = (query: Query): Translated => ({ query, isExact: true });
const atLeast = (query: Query): Translated => ({ query, isExact: false });
const term = (field: 'words' | 'held' | 'names', value: string): Query => ({ term: { [field]: value } });

/** Elasticsearch takes 30 queries in each other. */
const deepest = 12;
/** So many phrases are looked up for one comparison. */
const mostPhrases = 20;

function ofWord(text: string): Translated {
  const { words } = phraseOf(text);
  if (words.length === 0) return anything;
  const isShort = words.every((word) => word.length <= longestWord);
  const cut = words.map((word) => word.slice(0, longestWord));
  const [only = ''] = cut;
  if (!words.some((word) => word.includes('*'))) {
    const query = cut.length === 1 ? term('words', only) : { match_phrase: { words: cut.join(' ') } };
    return isShort ? exactly(query) : atLeast(query);
  }
  if (cut.length === 1 && isShort && /^[^*]+\*$/.test(only)) return exactly({ prefix: { words: only.slice(0, -1) } });
  const known = cut.map((word) => ({ beginning: word.replace(/\*.*$/s, ''), isPart: word.includes('*') })).filter(({ beginning }) => beginning !== '');
  if (known.length === 0) return anything;
  return atLeast({ bool: { filter: known.map(({ beginning, isPart }) => (isPart ? { prefix: { words: beginning } } : term('words', beginning))) } });
}

const escaped = (text: string, hasStars: boolean): string => text.replaceAll(hasStars ? /[\\?]/g : /[\\?*]/g, '\\$&');

/** A value with stars, of a field. */
function like(field: string, text: string): Translated {
  const lower = text.toLowerCase();
  if (/^[^*]*\*$/.test(lower)) return exactly({ prefix: { held: `${field}=${lower.slice(0, -1)}` } });
  const pattern = { wildcard: { held: `${field}=${escaped(lower, true)}` } };
  return isLogField(field) ? exactly(pattern) : atLeast({ bool: { should: [pattern, term('names', cutName(field))] } });
}

function contains(field: string, text: string): Translated {
  const pattern = { wildcard: { held: `${field}=*${escaped(text.toLowerCase(), false)}*` } };
  return isLogField(field) ? exactly(pattern) : atLeast({ bool: { should: [pattern, term('names', cutName(field))] } });
}

/** Without stars they are looked up together. A query is shorter than what the index has of a value. */
function anyLike(field: string, values: readonly Value[]): Translated {
  const texts = values.map(({ text }) => text);
  const plain = texts.filter((text) => !text.includes('*'));
  const terms = plain.length === 0 ? [] : [exactly({ terms: { held: plain.map((text) => heldToken(field, text)) } })];
  return joined('should', [...terms, ...texts.filter((text) => text.includes('*')).map((text) => like(field, text))]);
}

function joined(by: 'filter' | 'should', parts: readonly Translated[]): Translated {
  const [only] = parts;
  if (only === undefined) return exactly(by === 'filter' ? { match_all: {} } : { match_none: {} });
  if (parts.length === 1) return only;
  return { query: { bool: { [by]: parts.map(({ query }) => query) } }, isExact: parts.every(({ isExact }) => isExact) };
}

const turned = ({ query }: Translated): Query => ({ bool: { must_not: [query] } });

/** What every line has. */
function ofLogField(rule: Comparison | Exists): Translated {
  const { field } = rule;
  if (field === 'level') {
    const levels = logLevels.filter((_, number) => matches({ rule }, { has: () => false, fits: () => false, held: () => number }));
    return exactly({ terms: { level: levels } });
  }
  if (rule.is === 'exists') return exactly(field === 'source' || field === 'node' ? { match_all: {} } : term('names', field));
  if (rule.operator === '~')
    return joined(
      'should',
      rule.values.map(({ text }) => contains(field, text)),
    );
  const like = anyLike(field, rule.values);
  return rule.operator === '!=' ? exactly(turned(like)) : like;
}

/** `status=503` in the text of what has no status. */
function written(rule: Comparison): Translated {
  const { field, values } = rule;
  const phrases =
    values.length > mostPhrases
      ? ofWord(field)
      : joined(
          'should',
          values.map((value) => ofWord(asWritten(rule, value))),
        );
  return { query: { bool: { filter: [phrases.query], must_not: [term('names', field)] } }, isExact: phrases.isExact && values.length <= mostPhrases };
}

function ofAttribute(rule: Comparison): Translated {
  const { field, operator, values } = rule;
  if (operator !== '=' && operator !== '!=') return atLeast(term('names', field));
  const plain = values.filter(({ unit = 'none' }) => unit === 'none');
  const measured = plain.length === values.length ? [] : [atLeast(term('names', field))];
  const equal = joined('should', [...(plain.length === 0 ? [] : [anyLike(field, plain)]), ...measured, written(rule)]);
  if (operator === '=') return equal;
  return equal.isExact ? exactly(turned(equal)) : anything;
}

function ofNot(rule: Rule, depth: number): Translated {
  const inner = translated(rule, depth + 1);
  return inner.isExact ? exactly(turned(inner)) : anything;
}

/** A rule as a query. */
export function translated(rule: Rule, depth = 0): Translated {
  if (depth > deepest) return anything;
  switch (rule.is) {
    case 'all':
      return joined(
        'filter',
        rule.of.map((one) => translated(one, depth + 1)),
      );
    case 'any':
      return joined(
        'should',
        rule.of.map((one) => translated(one, depth + 1)),
      );
    case 'not':
      return ofNot(rule.of, depth);
    case 'word':
      return ofWord(rule.text);
    case 'pattern':
      return anything;
    case 'exists':
      return isLogField(rule.field) ? ofLogField(rule) : exactly(term('names', rule.field));
    case 'comparison':
      return isLogField(rule.field) ? ofLogField(rule) : ofAttribute(rule);
  }
}
