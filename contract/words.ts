/**
 * What a word is, for whoever stores text and whoever looks for it: a run of letters, digits and `_`, in lower case.
 * Scripts that put no space between words are cut into overlapping pairs of signs.
 */

const run = /[\p{L}\p{M}\p{N}_]+/gu;
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]+/gu;
// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII
const ascii = /^[\x00-\x7f]*$/;

/** Whether it has signs of a script without spaces. */
export const isUnspaced = (text: string): boolean => text.search(unspaced) >= 0;

export function wordsOf(text: string): string[] {
  return (text.normalize('NFC').match(run) ?? []).flatMap((found) => pairsOf(found.toLowerCase()));
}

function pairsOf(found: string): string[] {
  if (ascii.test(found)) return [found];
  const words: string[] = [];
  let after = 0;
  for (const { 0: signs, index } of found.matchAll(unspaced)) {
    if (index > after) words.push(found.slice(after, index));
    words.push(...pairs([...signs]));
    after = index + signs.length;
  }
  if (after < found.length) words.push(found.slice(after));
  return words;
}

function pairs(signs: readonly string[]): string[] {
  if (signs.length === 1) return [...signs];
  return signs.slice(1).map((sign, before) => `${signs[before]}${sign}`);
}

/**
 * The text whose words, told apart by SQLite's own `ascii` tokenizer (with `_` among its signs), are wordsOf(text): of a plain
 * text that is the text itself, which saves most of the time that storing a line takes.
 */
export function indexedText(text: string): string {
  return ascii.test(text) ? text : wordsOf(text).join(' ');
}
