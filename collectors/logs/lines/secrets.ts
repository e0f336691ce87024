import { hideShapes, hideUsers, isSecretName, redacted } from '../../identity/secret-shapes.ts';
import { AnyOf } from './any-of.ts';

/** Every secret that is hidden here comes with one of these, or stands in a URL or before an `@`: most lines have none, and looking for them is quick. */
const suspicious = new AnyOf([
  ...['pass', 'pwd', 'pw', 'secret', 'token', 'key', 'auth', 'cred', 'jwt', 'cookie', 'otp', 'sig', 'bearer', 'basic ', 'identified', 'sess', 'mysql'],
  ...['cvv', 'cvc', 'code=', ':AA', 'AKIA', 'ASIA', 'AIza', 'ya29', 'SG.', 'eyJ', 'dapi', 'hooks.slack', 'whsec', 'dckr_pat', 'xapp', 'xox'],
  ...['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_', 'github_pat', 'glp', 'gld', 'glr', 'npm-', 'npm_', 'pypi', 'hvs', 'hvb', 'hvr', 'dop_v1', 'doo_v1'],
  ...['sk-', 'sk_', 'rk_', 'shp', 'hf_'],
]);

/** A line as it may be stored. */
export function withoutSecrets(line: string): string {
  const stored = hideInText(line);
  const isBroken = stored !== line && line.startsWith('{') && !isJson(stored) && isJson(line);
  return isBroken ? hideInJson(line) : stored;
}

function hideInText(text: string): string {
  const shown = suspicious.isIn(text) ? hideInLines(text) : hideUsers(text);
  return hideKeyBodies(shown.replace(cardNumber, hideCard));
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Where a secret was no plain text, what hides it is written anew, so that JSON stays JSON. */
const hideInJson = (line: string): string => JSON.stringify(JSON.parse(line), hidden);

function hidden(name: string, value: unknown): unknown {
  switch (typeof value) {
    case 'string':
      return isSecretName(name) ? redacted : withoutSecrets(value);
    case 'number':
      return holdsSecret(name, value) ? redacted : value;
    case 'object':
      if (Array.isArray(value)) return holdsSecret(name, value) ? redacted : value;
      return value === null ? value : Object.fromEntries(Object.entries(value).map(([key, one]) => [hideInText(key), one]));
    default:
      return value;
  }
}

/** A card's number, a list of passwords. */
const holdsSecret = (name: string, value: number | readonly unknown[]): boolean => isSecretName(name) || hideInText(String(value)) !== String(value);

/** A command line that was logged: `mysql -phunter2` shows by its options alone. */
const option = /(\s--?([\w-]{2,40})\s{1,3})("[^"]*"?|'[^']*'?|[^\s"'-][^\s"']*)/g;
const mysql = /(\bmysql(?:dump|admin|import)?\s(?:[^\n]{0,200}?\s)?-p)([^\s]+)/g;
/** In SQL: `alter user shop with password 'x'`, `create user shop identified by 'x'`. */
const sql = /\b((?:identified\s{1,3}(?:with\s{1,3}\S{1,40}\s{1,3})?by|password)\s{1,3}(?:encrypted\s{1,3}|=\s{0,3})?)'(?:[^'\\]|\\.|'')*'?/gi;
/** All of a header: a browser sends all of its cookies at once. */
const cookies = /\b((?:set-)?cookie["']?:\s{0,3}["']?)[^"'\n]+/gi;
/** What redis shows of it in its slow log and to MONITOR. */
const redisAuth = /("(?:auth|requirepass)"(?:\s{1,3}"default")?\s{1,3})"(?:[^"\\]|\\.)*"?/gi;
const basic = /\b(basic\s{1,3})([A-Za-z0-9+/]{6,}={0,2})/gi;
/** Known by their shape, where the list for command lines ends. */
const slack = /\bhttps:\/\/hooks\.slack\.com\/(?:services|workflows)\/[A-Za-z0-9/_-]{8,}/g;
const tokens = [/\b\d{8,10}:AA[A-Za-z0-9_-]{32,34}/g, /\bdapi[0-9a-f]{32}\b/g];

function hideInLines(text: string): string {
  const shown = hideShapes(text.replace(cookies, `$1${redacted}`).replace(slack, redacted).replace(basic, hideBasic))
    .replace(sql, `$1'${redacted}'`)
    .replace(redisAuth, `$1"${redacted}"`)
    .replace(mysql, `$1${redacted}`)
    .replace(option, hideOption);
  return tokens.reduce((hidden, shape) => hidden.replace(shape, redacted), shown);
}

function hideOption(whole: string, before: string, name: string): string {
  return isSecretName(name) ? before + redacted : whole;
}

/** In prose, what follows the word `basic` does not hold a user and a password. */
function hideBasic(whole: string, scheme: string, encoded: string): string {
  return /^[\x20-\x7e]*:[\x20-\x7e]*$/.test(Buffer.from(encoded, 'base64').toString('latin1')) ? scheme + redacted : whole;
}

/** Visa, Mastercard, American Express, Discover; in groups or without. */
const cardNumber =
  /(?<![\w.+/-])(?:4\d{3}|5[1-5]\d\d|2[2-7]\d\d|6011|65\d\d)([ -]?)\d{4}\1\d{4}\1\d{4}(?![\w-]|\.\d)|(?<![\w.+/-])3[47]\d\d([ -]?)\d{6}\2\d{5}(?![\w-]|\.\d)/g;

function hideCard(number: string): string {
  return isCard(number.replace(/[ -]/g, '')) ? redacted : number;
}

/** By its check digit: of other numbers that look like one, nine in ten do not have it. */
function isCard(digits: string): boolean {
  let sum = 0;
  for (let at = 0; at < digits.length; at += 1) {
    const digit = Number(digits[digits.length - 1 - at]);
    const doubled = at % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** A line of a key whose beginning was read before: 64 signs of base64, which is not how hashes are written. */
const keyBody = /^(?=[A-Za-z0-9+/]*[G-Zg-z+/])(?=[^a-z]*[a-z])(?=[^A-Z]*[A-Z])(?=\D*\d)[A-Za-z0-9+/]{64}$/gm;

const keyBodyLength = 64;
const lineEnd = /[\n\r\u2028\u2029]/;

function hideKeyBodies(text: string): string {
  const mayHave = text.length === keyBodyLength || (text.length > keyBodyLength && lineEnd.test(text));
  return mayHave ? text.replace(keyBody, redacted) : text;
}
