/** What differs from line to line. */
export const variable = '<*>';

/** Further on, lines differ by what they are about, not by who wrote them. */
const lookedAt = { length: 1024, words: 64 };

const [digit, blank, newline, nameEnd] = [1, 2, 3, 4];
/** What a sign of ASCII is to a word; all others are a part of one. */
const kinds = new Uint8Array(256);
for (const [signs, kind] of [
  ['0123456789', digit],
  [' \t\r', blank],
  ['\n', newline],
  ['=:', nameEnd],
] as const) {
  for (const sign of signs) kinds[sign.charCodeAt(0)] = kind;
}

function kindOf(code: number): number {
  return code < kinds.length ? (kinds[code] ?? 0) : 0;
}

/** The first line of a text, with one blank between two words, and `<*>` for words with a digit: `took=3.2ms` is `took=<*>`. */
export function maskedOf(text: string): string {
  const end = Math.min(text.length, lookedAt.length);
  const masked = new Masked(text, end);
  for (let at = 0; at < end && masked.words < lookedAt.words; ) {
    const kind = kindOf(text.charCodeAt(at));
    if (kind === newline) break;
    at = kind === blank ? at + 1 : masked.word(at);
  }
  return masked.text();
}

/** Takes over as much at once as stays the same. */
class Masked {
  readonly #text: string;
  readonly #end: number;
  #done = '';
  /** What follows of the text and stays the same, up to the end of the last word. */
  #from = 0;
  #to = 0;
  words = 0;

  constructor(text: string, end: number) {
    this.#text = text;
    this.#end = end;
  }

  /** Answers where the word ends that begins at a place. */
  word(start: number): number {
    const text = this.#text;
    const textEnd = this.#end;
    let stays = start;
    let isVariable = false;
    let at = start;
    for (; at < textEnd; at += 1) {
      const kind = kindOf(text.charCodeAt(at));
      if (kind === blank || kind === newline) break;
      if (kind === digit) isVariable = true;
      // Behind the last `=` or `:` before the digit; at the start of the word where there is none.
      else if (kind === nameEnd && !isVariable && at > start) stays = at + 1;
    }
    this.#add(start, at);
    if (isVariable) this.#replace(stays, at);
    return at;
  }

  text(): string {
    return this.#done + this.#text.slice(this.#from, this.#to);
  }

  #add(start: number, end: number): void {
    if (this.words === 0) this.#from = start;
    else if (start !== this.#to + 1 || this.#text[this.#to] !== ' ') {
      this.#done += `${this.#text.slice(this.#from, this.#to)} `;
      this.#from = start;
    }
    this.#to = end;
    this.words += 1;
  }

  #replace(from: number, to: number): void {
    this.#done += this.#text.slice(this.#from, from) + variable;
    this.#from = to;
  }
}
