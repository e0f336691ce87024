import { isLogField } from '#contract/find/log-fields.ts';
import { asWritten, type Held, matches } from '#contract/find/match.ts';
import type { Comparison, Exists, Rule } from '#contract/find/term.ts';
import { logLevels } from '#contract/log-levels.ts';
import { attributeCondition, likeFor, patternCondition } from './candidates.ts';
import type { Condition } from './condition.ts';
import { partOfIdentity } from './line-matcher.ts';
import type { LogColumn } from './log-store.ts';
import { indexedPhrase, phraseOf } from './phrase.ts';

export interface Translated extends Condition {
  /** Whether the condition is the rule; else it lets pass what the rule has to look at. */
  readonly isExact: boolean;
  /** Whether the index knows that few lines pass. */
  readonly isFew?: boolean;
}

/** Names of identities, sources and nodes by their numbers. */
export type Names = readonly (readonly [id: number, name: string])[];

export interface Translation {
  /** Undefined where they are too many to look at each. */
  readonly names: () => Names | undefined;
  /** Whether words are looked up in the index; else they are left to the rule. */
  readonly indexed: boolean;
  /** Whether they are few: then what has them is fetched, else what is fetched is looked up among them. */
  readonly isRare: (match: string) => boolean;
  /** Between which numbers the lines are that matter, where these are few of all: no others are looked up. */
  readonly ids?: () => readonly [first: number, last: number];
}

const anything: Translated = { sql: 'TRUE', values: [], isExact: false };
const columns: Readonly<Record<string, LogColumn>> = { level: 'level', source: 'source', node: 'node', pattern: 'pattern' };
export const columnOf = (field: string): LogColumn => columns[field] ?? 'identity';

/** What the index finds, or (`isTurned`) everything else. */
interface Matched {
  readonly match: string;
  readonly isExact: boolean;
  readonly isTurned: boolean;
}

const grouped = (parts: readonly Matched[], by: string): string => parts.map(({ match }) => `(${match})`).join(` ${by} `);

/** What of a rule the index can tell at once. */
function matchOf(rule: Rule): Matched | undefined {
  if (rule.is === 'word') {
    const indexed = indexedPhrase(phraseOf(rule.text));
    return indexed && { ...indexed, isTurned: false };
  }
  if (rule.is === 'not') {
    const inner = matchOf(rule.of);
    return inner?.isExact === true ? { ...inner, isTurned: !inner.isTurned } : undefined;
  }
  return rule.is === 'all' || rule.is === 'any' ? joinedMatch(rule.is, rule.of) : undefined;
}

function joinedMatch(is: 'all' | 'any', of: readonly Rule[]): Matched | undefined {
  const parts = of.map(matchOf).filter((part) => part !== undefined);
  if (parts.length === 0 || parts.length < of.length) return undefined;
  const isExact = parts.every((part) => part.isExact);
  const straight = parts.filter(({ isTurned }) => !isTurned);
  const turned = parts.filter(({ isTurned }) => isTurned);
  if (turned.length === 0) return { match: grouped(straight, is === 'all' ? 'AND' : 'OR'), isExact, isTurned: false };
  if (straight.length === 0) return { match: grouped(turned, is === 'all' ? 'OR' : 'AND'), isExact, isTurned: true };
  return is === 'all' ? { match: `(${grouped(straight, 'AND')}) NOT (${grouped(turned, 'OR')})`, isExact, isTurned: false } : undefined;
}

function inIndex({ match, isExact, isTurned }: Matched, { indexed, isRare, ids }: Translation): Translated {
  if (!indexed) return anything;
  const isFew = isRare(match);
  const id = isTurned || isFew ? 'lines.id' : '+lines.id';
  const among = isFew ? undefined : ids?.();
  // A number from JavaScript is a real one for SQLite, and FTS5 leaves those out: it would look up all.
  const between = among === undefined ? '' : ' AND rowid BETWEEN CAST(? AS INTEGER) AND CAST(? AS INTEGER)';
  return {
    sql: `${id} ${isTurned ? 'NOT IN' : 'IN'} (SELECT rowid FROM words WHERE words MATCH ?${between})`,
    values: [match, ...(among ?? [])],
    isExact,
    isFew: isFew && !isTurned,
  };
}

/** There are few names and levels: those for which it holds are found first, by the rule itself. Where names are many, each line is looked at. */
function amongNames(rule: Comparison | Exists, { names }: Translation): Translated {
  const column = columnOf(rule.field);
  const holds = (held: Held) => matches({ rule }, { has: () => false, fits: () => false, held: () => held });
  const heldIn = (name: string) => (column === 'identity' ? partOfIdentity(rule.field, name) : name);
  const numbers =
    column === 'level' ? logLevels.flatMap((_, number) => (holds(number) ? number : [])) : names()?.flatMap(([id, name]) => (holds(heldIn(name)) ? id : []));
  if (numbers === undefined) return anything;
  return { sql: `${column} IN (SELECT value FROM json_each(?))`, values: [JSON.stringify(numbers)], isExact: true };
}

/** There may be many patterns, whose names are ASCII: the database finds them. */
function amongPatterns(rule: Comparison | Exists): Translated {
  if (rule.is === 'exists') return { sql: 'pattern > 0', values: [], isExact: true };
  const around = rule.operator === '~' ? '%' : '';
  const likes = rule.values.map(({ text }) => `${around}${likeFor(text.toLowerCase(), rule.operator !== '~')}${around}`);
  const named = String.raw`EXISTS (SELECT 1 FROM json_each(?) WHERE name LIKE value ESCAPE '\')`;
  const operator = rule.operator === '!=' ? 'NOT IN' : 'IN';
  return { sql: `pattern ${operator} (SELECT id FROM patterns WHERE ${named})`, values: [JSON.stringify(likes)], isExact: true };
}

/** The attributes are looked at by the rule: those of lines that have one of this name. */
function attributed(rule: Comparison | Exists, translation: Translation): Translated {
  if (rule.is === 'comparison' && rule.operator === '!=') return anything;
  const named = { ...attributeCondition(rule), isExact: false };
  if (rule.is === 'exists' || rule.operator !== '=') return named;
  const written: Rule[] = rule.values.map((value) => ({ is: 'word', text: asWritten(rule, value), from: 0, to: 0 }));
  return either([named, translated({ is: 'any', of: written }, translation)], 'OR');
}

function either(parts: readonly Translated[], by: 'AND' | 'OR'): Translated {
  if (parts.length === 0) return { ...anything, isExact: true };
  return {
    sql: parts.map(({ sql }) => `(${sql})`).join(` ${by} `),
    values: parts.flatMap(({ values }) => values),
    isExact: parts.every(({ isExact }) => isExact),
    isFew: by === 'AND' ? parts.some(({ isFew }) => isFew) : parts.every(({ isFew }) => isFew),
  };
}

function allOf(of: readonly Rule[], translation: Translation): Translated {
  const worded = of.filter((one) => matchOf(one) !== undefined);
  const match = joinedMatch('all', worded);
  const others = of.filter((one) => !worded.includes(one)).map((one) => translated(one, translation));
  return either(match === undefined ? others : [...others, inIndex(match, translation)], 'AND');
}

/** A rule as a condition with parameters. */
export function translated(rule: Rule, translation: Translation): Translated {
  const match = matchOf(rule);
  if (match !== undefined) return inIndex(match, translation);
  switch (rule.is) {
    case 'all':
      return allOf(rule.of, translation);
    case 'any':
      return either(
        rule.of.map((one) => translated(one, translation)),
        'OR',
      );
    case 'not': {
      const { sql, values, isExact } = translated(rule.of, translation);
      return isExact ? { sql: `NOT (${sql})`, values, isExact } : anything;
    }
    case 'word':
      return anything;
    case 'pattern':
      return { ...(patternCondition(rule) ?? anything), isExact: false };
    case 'exists':
    case 'comparison':
      if (rule.field === 'pattern') return amongPatterns(rule);
      return isLogField(rule.field) ? amongNames(rule, translation) : attributed(rule, translation);
  }
}
