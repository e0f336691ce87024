import type { Fields, Scalar } from './field.ts';

/** A quoted value and one without quotes; a word without a value is allowed where pairs outnumber such words. */
const token = /([\w@$][\w@$./-]{0,127})(?:=(?:"((?:[^"\\]|\\.)*)"|([^\s"]*)))?(?:\s+|$)/y;
const begins = /^[A-Za-z_@$][\w@$./-]{0,127}=/;
/** What a program wrote of a number reads as one, and as the same one. */
const number = /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,9})?$/;
const escapes = /\\(.)/g;
const meanings: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

/** `level=warn msg="too slow" took=3.2`; undefined for a line that is not like this to its end. */
export function logfmtFields(line: string): Fields | undefined {
  return begins.test(line) ? pairsOf(line) : undefined;
}

function pairsOf(line: string): Fields | undefined {
  const fields = new Map<string, Scalar>();
  let words = 0;
  token.lastIndex = 0;
  while (token.lastIndex < line.length) {
    const match = token.exec(line);
    if (match === null) return undefined;
    const [, key = '', quoted, bare] = match;
    const value = quoted === undefined ? bare && scalarOf(bare) : unescaped(quoted);
    if (value === undefined) words += 1;
    else fields.set(key, value);
  }
  return fields.size >= 2 && fields.size > words ? fields : undefined;
}

/** The content of quotes. */
export function unescaped(quoted: string): string {
  return quoted.includes('\\') ? quoted.replace(escapes, (_, sign: string) => meanings[sign] ?? sign) : quoted;
}

/** A number or a truth where a text is one. */
export function scalarOf(text: string): Scalar {
  if (text === 'true' || text === 'false') return text === 'true';
  return number.test(text) ? Number(text) : text;
}
