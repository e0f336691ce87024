import { variable } from './masked.ts';

/** Of four words that stay, one may turn out to be a variable. */
const wordsToOneVariable = 4;

/** In how many places words differ from a template; undefined for too many, and where it is not the same number of words. */
export function distance(template: readonly string[], words: readonly string[]): number | undefined {
  if (template.length !== words.length) return undefined;
  const most = Math.floor(template.filter(isConstant).length / wordsToOneVariable);
  let different = 0;
  for (const [at, word] of template.entries()) {
    if (word !== words[at] && word !== variable) different += 1;
    if (different > most) return undefined;
  }
  return different;
}

const letter = /\p{L}/u;

function isConstant(word: string): boolean {
  return !word.endsWith(variable) && letter.test(word);
}

/** What both have in common. */
export function generalized(template: readonly string[], words: readonly string[]): string[] {
  return template.map((word, at) => (word === words[at] ? word : variable));
}
