import { variable } from './masked.ts';

/** Of four words that stay, one may turn out to be a variable. */
const wordsToOneVariable = 4;

/** What lines of a pattern have in common, word by word, and in how many of these another line may differ. */
export interface Template {
  readonly words: readonly string[];
  readonly tolerance: number;
}

export function templateOf(words: readonly string[]): Template {
  return { words, tolerance: Math.floor(words.filter(isConstant).length / wordsToOneVariable) };
}

/** In how many places words differ from a template; undefined for too many, and where it is not the same number of words. */
export function distance(template: Template, words: readonly string[]): number | undefined {
  if (template.words.length !== words.length) return undefined;
  let different = 0;
  for (let at = 0; at < words.length; at += 1) {
    const word = template.words[at];
    if (word !== words[at] && word !== variable) different += 1;
    if (different > template.tolerance) return undefined;
  }
  return different;
}

const letter = /\p{L}/u;

function isConstant(word: string): boolean {
  return !word.endsWith(variable) && letter.test(word);
}

/** What both have in common. */
export function generalized(template: Template, words: readonly string[]): readonly string[] {
  return template.words.map((word, at) => (word === words[at] ? word : variable));
}
