import { isLike } from '#contract/find/like.ts';
import { isUnspaced, wordsOf } from '#contract/words.ts';

/** Words that stand next to each other, in which `*` stands for any signs of a word. */
export interface Phrase {
  readonly words: readonly string[];
  /** Looked for as it is, where there is no word to look for: `=>`. */
  readonly literal: string;
}

const runs = /[\p{L}\p{M}\p{N}_*]+/gu;

export function phraseOf(text: string): Phrase {
  const literal = text.normalize('NFC').toLowerCase();
  // It may be the second of a pair, too.
  if (isUnspaced(literal) && [...literal].length === 1) return { words: [], literal };
  const words = (text.normalize('NFC').match(runs) ?? []).flatMap((run) => (run.includes('*') ? [run.toLowerCase()] : wordsOf(run)));
  return { words, literal };
}

/** Whether a text, of which these are the words, holds the phrase. */
export function holdsPhrase({ words, literal }: Phrase, text: string, wordsOfText: readonly string[]): boolean {
  if (words.length === 0) return text.normalize('NFC').toLowerCase().includes(literal);
  return wordsOfText.some((_, at) => words.every((word, index) => isWord(wordsOfText[at + index], word)));
}

function isWord(held: string | undefined, asked: string): boolean {
  return held === asked || (held !== undefined && asked.includes('*') && isLike(held, asked));
}

/** What FTS5 finds of a phrase: words are nothing but letters, digits and `_`, so that nothing in quotes has to be escaped. */
export interface Indexed {
  readonly match: string;
  /** Whether that is the phrase, and not only what has to be there for it. */
  readonly isExact: boolean;
}

/** Undefined where the index does not help. */
export function indexedPhrase({ words }: Phrase): Indexed | undefined {
  const stars = words
    .join(' ')
    .replace(/(?<=[^* ])\*$/, '')
    .includes('*');
  if (words.length > 0 && !stars) return { match: `"${words.join(' ').replace('*', '')}"${words.at(-1)?.endsWith('*') === true ? '*' : ''}`, isExact: true };
  const known = words.map((word) => ({ beginning: word.replace(/\*.*$/s, ''), isPart: word.includes('*') })).filter(({ beginning }) => beginning !== '');
  if (known.length === 0) return undefined;
  return { match: known.map(({ beginning, isPart }) => `"${beginning}"${isPart ? '*' : ''}`).join(' AND '), isExact: false };
}
