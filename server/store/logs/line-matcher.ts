import { type Findable, type Held, matches } from '#contract/find/match.ts';
import { patternFinder } from '#contract/find/pattern.ts';
import type { Rule } from '#contract/find/term.ts';
import { wordsOf } from '#contract/words.ts';
import { holdsPhrase, type Phrase, phraseOf } from './phrase.ts';

/** What a rule looks at. */
export interface MatchedLine {
  /** Its number in the order of levels. */
  readonly level: number;
  readonly identity: string;
  readonly source: string;
  readonly node: string;
  readonly message: string;
  /** JSON; null without any. */
  readonly attributes: string | null;
  /** Empty where it has none. */
  readonly pattern: string;
}

function remembered<Key, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const known = new Map<Key, Value>();
  return (key) => {
    const value = known.get(key) ?? make(key);
    known.set(key, value);
    return value;
  };
}

/** `container:shop/api` → kind container, namespace shop, name api. */
export function partOfIdentity(field: string, identity: string): string | undefined {
  // A process may be called by its folder and name.
  const [, kind = '', namespace = '', app = ''] = /^([a-z]+):(?:(?<!process:|systemd:)([^/]*)\/)?(.*)$/s.exec(identity) ?? [];
  const parts: Readonly<Record<string, string>> = { app, ns: namespace, kind };
  return Object.hasOwn(parts, field) && parts[field] !== '' ? parts[field] : undefined;
}

export function isAttributeValue(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

export function readAttributes(attributes: string | null): Readonly<Record<string, unknown>> {
  return attributes === null ? {} : JSON.parse(attributes);
}

export function attributeOf(attributes: Readonly<Record<string, unknown>>, name: string): Held {
  const value = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
  if (typeof value === 'boolean') return String(value);
  return typeof value === 'string' || typeof value === 'number' ? value : undefined;
}

function heldOf(line: MatchedLine): (field: string) => Held {
  let attributes: Readonly<Record<string, unknown>> | undefined;
  return (field) => {
    if (field === 'level' || field === 'source' || field === 'node') return line[field];
    if (field === 'pattern') return line.pattern === '' ? undefined : line.pattern;
    if (field === 'app' || field === 'ns' || field === 'kind') return partOfIdentity(field, line.identity);
    attributes ??= readAttributes(line.attributes);
    return attributeOf(attributes, field);
  };
}

/** Whether a rule holds of a line: what the index and the columns find is a part of that, and never more. */
export function lineMatcher(rule: Rule): (line: MatchedLine) => boolean {
  const phraseFor = remembered<string, Phrase>(phraseOf);
  const isFound = patternFinder();
  return (line) => {
    let words: readonly string[] | undefined;
    const findable: Findable = {
      has: (word) => {
        words ??= wordsOf(line.message);
        return holdsPhrase(phraseFor(word), line.message, words);
      },
      fits: (pattern) => isFound(pattern, line.message),
      held: heldOf(line),
    };
    return matches({ rule }, findable);
  };
}
