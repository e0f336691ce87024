/** What differs from line to line. */
export const variable = '<*>';

/** Further on, lines differ by what they are about, not by who wrote them. */
const lookedAt = { length: 1024, words: 64 };

const [digit, blank, newline, nameEnd] = [1, 2, 3, 4];
/** What a sign of ASCII is to a word; all others are a part of one. */
const kinds = new Uint8Array(128);
for (const [signs, kind] of [
  ['0123456789', digit],
  [' \t\r', blank],
  ['\n', newline],
  ['=:', nameEnd],
] as const) {
  for (const sign of signs) kinds[sign.charCodeAt(0)] = kind;
}

/** The first line of a text, with one blank between two words, and `<*>` for words with a digit: `took=3.2ms` is `took=<*>`. */
export function maskedOf(text: string): string {
  const end = Math.min(text.length, lookedAt.length);
  const masked = new Masked(text);
  let start = -1;
  let name = 0;
  let isVariable = false;
  for (let at = 0; at < end; at += 1) {
    const code = text.charCodeAt(at);
    const kind = code < 128 ? kinds[code] : 0;
    if (kind === blank || kind === newline) {
      if (start >= 0) masked.word(start, at, isVariable ? name : at);
      start = -1;
      isVariable = false;
      if (kind === newline || masked.words >= lookedAt.words) return masked.text();
      continue;
    }
    if (start < 0) {
      start = at;
      name = at;
    }
    if (kind === digit) isVariable = true;
    else if (kind === nameEnd && !isVariable && at > start) name = at + 1;
  }
  if (start >= 0) masked.word(start, end, isVariable ? name : end);
  return masked.text();
}

/** Takes over as much at once as stays the same. */
class Masked {
  readonly #text: string;
  #done = '';
  /** Since when nothing was changed, up to the end of the last word. */
  #from = 0;
  #to = 0;
  words = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** What is variable begins at `stays`. */
  word(start: number, end: number, stays: number): void {
    if (this.words === 0) this.#from = start;
    else if (start !== this.#to + 1 || this.#text.charCodeAt(this.#to) !== 32) {
      this.#take(this.#to, ' ');
      this.#from = start;
    }
    this.#to = end;
    this.words += 1;
    if (stays === end) return;
    this.#take(stays, variable);
    this.#from = end;
  }

  text(): string {
    return this.#done + this.#text.slice(this.#from, this.#to);
  }

  #take(to: number, then: string): void {
    this.#done += this.#text.slice(this.#from, to) + then;
  }
}
