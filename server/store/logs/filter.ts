import { logFields } from '#contract/find/log-fields.ts';
import { type Comparison, type FindError, parseFind } from '#contract/find/parse.ts';
import { wordsOf } from '#contract/words.ts';

/** Words that stand next to each other; of the last, with `prefix`, the beginning. */
export interface Phrase {
  readonly words: readonly string[];
  readonly prefix: boolean;
  readonly negated: boolean;
}

/** What a line has to be. */
export interface LogFilter {
  readonly phrases: readonly Phrase[];
  readonly comparisons: readonly Comparison[];
}

export const everything: LogFilter = { phrases: [], comparisons: [] };

/** Reads a query; its errors have their places. */
export function readFilter(query: string): { readonly filter: LogFilter; readonly errors: readonly FindError[] } {
  const { terms, errors } = parseFind(query, logFields);
  const comparisons = terms.filter((term) => term.is === 'comparison');
  const phrases = terms
    .filter((term) => term.is === 'word')
    .map(({ text, negated }) => ({ words: wordsOf(text), prefix: isPrefix(text), negated }))
    .filter(({ words }) => words.length > 0);
  return { filter: { phrases, comparisons }, errors };
}

/** `conn*`, and a single sign of a script that is indexed in pairs. */
function isPrefix(text: string): boolean {
  return text.endsWith('*') || /^[^\p{ASCII}]$/u.test(text);
}

/** Whether the words of a line hold all phrases. */
export function phrasesHold(phrases: readonly Phrase[], message: string): boolean {
  const words = wordsOf(message);
  return phrases.every((phrase) => words.some((_, at) => stands(phrase, words, at)) !== phrase.negated);
}

function stands({ words, prefix }: Phrase, line: readonly string[], at: number): boolean {
  return words.every((word, index) => {
    const held = line[at + index];
    return prefix && index === words.length - 1 ? held?.startsWith(word) === true : held === word;
  });
}

/** As FTS5 wants it: words are nothing but letters, digits and `_`, so that nothing in quotes has to be escaped. */
export function matchOf(phrases: readonly Phrase[], joined: 'AND' | 'OR'): string {
  return phrases.map(({ words, prefix }) => `"${words.join(' ')}"${prefix ? '*' : ''}`).join(` ${joined} `);
}
