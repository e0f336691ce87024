/** What differs from line to line. */
export const variable = '<*>';

/** Further on, lines differ by what they are about, not by who wrote them. */
const lookedAt = { length: 1024, words: 64 };

/** The first line of a text, with one blank between two words, and `<*>` for words with a digit: `took=3.2ms` is `took=<*>`. */
export function maskedOf(text: string): string {
  const end = Math.min(text.length, lookedAt.length);
  let masked = '';
  let words = 0;
  for (let at = 0; at < end && words < lookedAt.words; ) {
    const code = text.charCodeAt(at);
    if (code === newline) break;
    if (isBlank(code)) {
      at += 1;
      continue;
    }
    const wordEnd = endOfWord(text, at, end);
    const digit = firstDigit(text, at, wordEnd);
    const word = digit < 0 ? text.slice(at, wordEnd) : text.slice(at, afterName(text, at, digit)) + variable;
    masked = words === 0 ? word : `${masked} ${word}`;
    words += 1;
    at = wordEnd;
  }
  return masked;
}

const newline = 10;

function isBlank(code: number): boolean {
  return code === 32 || code === 9 || code === 13;
}

function endOfWord(text: string, start: number, end: number): number {
  let at = start + 1;
  while (at < end && !isBlank(text.charCodeAt(at)) && text.charCodeAt(at) !== newline) at += 1;
  return at;
}

function firstDigit(text: string, start: number, end: number): number {
  for (let at = start; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= 48 && code <= 57) return at;
  }
  return -1;
}

/** Behind the last `=` or `:` before the digit; at the start of the word where there is none. */
function afterName(text: string, start: number, digit: number): number {
  for (let at = digit - 1; at > start; at -= 1) {
    const code = text.charCodeAt(at);
    if (code === 61 || code === 58) return at + 1;
  }
  return start;
}
