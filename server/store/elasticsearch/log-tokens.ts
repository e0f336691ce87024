import { isLogField } from '#contract/find/log-fields.ts';
import { wordsOf } from '#contract/words.ts';
import { isAttributeValue, partOfIdentity } from '../logs/line-matcher.ts';

/** What is looked for in a line, as the index has it. A word or a value is known by its beginning where it is longer. */
export const longestWord = 250;
const longestValue = 4000;

/** Which attributes can be asked for. */
const askable = /^[A-Za-z_@][\w.@/-]*$/;

const plain = /^[\w\s!-/:-@[-^`{-~]*$/;
const long = new RegExp(`\\w{${longestWord + 1}}`);

/** A text whose parts between white space are the words of a line. */
export function tokensOfText(text: string): string {
  // Of ASCII, what stands between words is found quicker than the words.
  if (plain.test(text) && !long.test(text)) return text.toLowerCase().replaceAll(/\W+/g, ' ');
  return wordsOf(text)
    .map((word) => word.slice(0, longestWord))
    .join(' ');
}

export const heldToken = (field: string, value: string): string => `${field}=${value.toLowerCase().slice(0, longestValue)}`;

/** Beside the name of a field whose value is longer than what the index has of it. */
export const cutName = (name: string): string => `${name}*`;

/** What a line holds in its fields, and which of those that not every line has. */
export interface Tokens {
  readonly held: readonly string[];
  readonly names: readonly string[];
}

export interface Tokened {
  readonly identity: string;
  readonly source: string;
  readonly node: string;
  readonly pattern: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

export function tokensOf({ identity, source, node, pattern, attributes }: Tokened): Tokens {
  const held = [heldToken('source', source), heldToken('node', node)];
  const names: string[] = [];
  const add = (name: string, value: string | undefined) => {
    if (value === undefined || value === '') return;
    held.push(heldToken(name, value));
    names.push(name);
  };
  for (const part of ['app', 'ns', 'kind']) add(part, partOfIdentity(part, identity));
  add('pattern', pattern);
  for (const [name, value] of Object.entries(attributes)) {
    if (!isAttributeValue(value) || isLogField(name) || !askable.test(name)) continue;
    const text = String(value);
    held.push(heldToken(name, text));
    names.push(name);
    if (text.length > longestValue) names.push(cutName(name));
  }
  return { held, names };
}
