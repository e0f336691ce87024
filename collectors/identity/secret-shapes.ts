export const redacted = '<redacted>';

const secretWords = new Set(
  'auth authorization bearer cookie credential credentials cvc cvv jsessionid jwt otp pass passwd phpsessid password passphrase pw pwd secret sig signature token'.split(
    ' ',
  ),
);
/** Words written together: `requirepass`, `authtoken`, `clientsecret`, `apikey`. */
const secretPart =
  /passw(or)?d|passphrase|pass$|secret|credential|authtoken|token$|(api|access|private|account|encryption|signing|master|auth|shared|subscription)key/;
/** `--password-file`, `TOKEN_TTL`, `AWS_ACCESS_KEY_ID`: about a secret, but none. */
const harmlessLast = new Set(
  'file path dir directory stdin env fd ttl timeout type expiry expires length count policy url uri endpoint host port provider mode enabled required prompt name id format store'.split(
    ' ',
  ),
);
const switchedOff = new Set('no disable skip without enable allow require'.split(' '));

/** Whether an option, variable, header or field of this name holds a secret. */
export function isSecretName(name: string): boolean {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  if (harmlessLast.has(words.at(-1) ?? '') || switchedOff.has(words[0] ?? '')) return false;
  return words.some((word) => secretWords.has(word)) || secretPart.test(words.join(''));
}

const url = /\b([a-z][a-z0-9+.-]{0,30}:\/\/)([^\s'"]+)/gi;
const port = /^[^:@/]*:\d{1,5}([/?#,]|$)/;
/** Longer names before an `@` are tokens, not users. */
const longestUser = 20;

/** A URL may hold others, `?next=https://…`; so many inside of each other nobody writes. */
const deepest = 8;

/** `postgres://shop:secret@db/shop`; also where the command line was cut before the `@`. */
function hideUserInfos(text: string, depth = 0): string {
  if (!text.includes('://')) return text;
  return text.replace(url, (_, scheme: string, rest: string) => scheme + (depth > deepest ? redacted : hideUserInfo(rest, depth)));
}

function hideUserInfo(rest: string, depth: number): string {
  const end = rest.search(/[/?#]/);
  const authority = end < 0 ? rest : rest.slice(0, end);
  const plain = !authority.includes('@') && (authority.startsWith('[') || !authority.includes(':') || port.test(rest));
  const path = hideUserInfos(rest.slice(authority.length), depth + 1);
  if (plain) return authority + path;
  const at = authority.includes('@') ? authority.lastIndexOf('@') : rest.lastIndexOf('@');
  const userInfo = at < 0 ? authority : rest.slice(0, at);
  const colon = userInfo.indexOf(':');
  const user = colon >= 0 ? `${userInfo.slice(0, colon)}:${redacted}` : userInfo.length > longestUser ? redacted : userInfo;
  if (at < 0) return user;
  return user + (at < authority.length ? authority.slice(at) + path : rest.slice(at));
}

const queryParameter = /([?&;])([\w.-]{1,64})=([^&\s"'#;]+)/g;
const secretParameters = new Set(['key', 'code']);

function hideParameter(whole: string, mark: string, name: string): string {
  return isSecretName(name) || secretParameters.has(name.toLowerCase()) ? `${mark}${name}=${redacted}` : whole;
}

const fieldEnd = '(?:pass|pwd|pw|secret|token|key|auth|cred|jwt|cookie|otp|sig|bearer|cvv|cvc|sessid|sessionid)[\\w.-]{0,40}';
const fieldName = `[\\w.-]{0,40}${fieldEnd}`;
/** Found much quicker than whole fields: most texts have none. */
const fieldHint = new RegExp(`${fieldEnd}\\\\{0,7}["']?\\s{0,3}[=:]`, 'i');
/** A value within quotes that are themselves within a string: closed by as many backslashes as it was opened by. */
const nestedValue = '(\\\\+)"(?:[^"\\\\]|(?!\\3")\\\\+"?)*(?:\\3")?';
const quotedValue = `"(?:[^"\\\\]|\\\\.)*"?|'(?:[^'\\\\]|\\\\.)*'?`;
/** A list without lists in it, plain or within a string. */
const listValue = '\\[(?:[^\\][\\\\"]|"(?:[^"\\\\]|\\\\.)*"|\\\\+"[^"\\\\\\]]*\\\\+")*\\]';
/** What begins an object has names of its own. */
const bareValue = `(?:\\{\\w{2,12}\\})?(?!\\{\\s{0,8}(?:\\\\*["'}]|$))[^\\s"'&,;)}\\]]+`;
/** `password=x`, `"token": "x"`, `secret => 'x'`, `{\"password\":\"x\"}`. */
const field = new RegExp(`(${fieldName})(\\\\{0,7}["']?\\s{0,3}(?:=>|=|:)\\s{0,3})(?:${nestedValue}|(${quotedValue}|${listValue}|${bareValue}))`, 'gi');
const quotes = /^(?:\\*"|')/;
/** What stood around the name: `"pin":1234` stays JSON. */
const jsonQuote = /^(\\*")\s*:/;
const quotation = /[\\"']/g;
/** What stands there instead of a secret, or says what became of it. */
const noSecret =
  /^(?:null|nil|none|undefined|true|false|yes|no|ok|\*+|\[?<?(?:redacted|filtered|hidden|masked|removed)>?\]?|invalid|expired|missing|incorrect|wrong|failed|failure|success|required|rejected|accepted|denied|empty|unknown|changed|is|was|for|not|from|the|SIG[A-Z]{3,6})$/i;

function hideField(whole: string, name: string, separator: string, _nesting: string | undefined, _value: string | undefined, at: number, text: string): string {
  const value = whole.slice(name.length + separator.length);
  const hiddenInUrl = value.startsWith(redacted) && text.startsWith('//', at - 2);
  if (!isSecretName(name) || value.startsWith('//') || hiddenInUrl || noSecret.test(value.replaceAll(quotation, ''))) return whole;
  const quote = quotes.exec(value)?.[0] ?? jsonQuote.exec(separator)?.[1] ?? '';
  return name + separator + quote + redacted + quote;
}

const authorization = /(authorization["']?\s{0,3}[:=]\s{0,3}["']?)[^"'\n]+/gi;
const bearer = /\b(bearer\s{1,3})[A-Za-z0-9._~+/=-]{4,}/gi;
const userAndPassword = /(^|[\s=,'"])([\w.%+-]{1,64}):([^\s@/'"]{1,256})@(?!sha256:)(?=[\w.[(-])/g;

/** Secrets that show by themselves; the last of a command line that was cut may be shorter than the real ones. */
const tokens = [
  /-----BEGIN [A-Z ]{0,20}PRIVATE KEY(?: BLOCK)?-----[^-]*(?:-----END [A-Z ]{0,20}PRIVATE KEY(?: BLOCK)?-----)?/g,
  /\b(?:AKIA|ASIA)[A-Z0-9]{8,}/g,
  /\b(?:ghp|gho|ghs|ghu|ghr|github_pat|glpat|gldt|glptt|glrt|npm|pypi|hvs|hvb|hvr|dop_v1|doo_v1|sk_live|rk_live|sk_test|rk_test|whsec|dckr_pat|shpat|shpss|hf|xapp|xox[abeoprs])[-_.][A-Za-z0-9_-]{8,}/g,
  /\bsk-[A-Za-z0-9_-]{16,}/g,
  /\bAIza[A-Za-z0-9_-]{16,}/g,
  /\bya29\.[A-Za-z0-9_-]{8,}/g,
  /\bSG\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?/g,
  /\beyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*){0,4}/g,
];

const oracle = /(:thin:[^/\s@]{1,64}\/)[^@\s]+@/g;

/** A text without the passwords that stand before an `@`, in URLs and elsewhere. */
export function hideUsers(text: string): string {
  const shown = hideUserInfos(text);
  return shown.includes('@') ? shown.replace(oracle, `$1${redacted}@`).replace(userAndPassword, `$1$2:${redacted}@`) : shown;
}

/** A text without the secrets that its own shape gives away: URLs, headers, `name=value`, known kinds of tokens. */
export function hideShapes(text: string): string {
  const plain = hideUsers(text).replace(queryParameter, hideParameter).replace(authorization, `$1${redacted}`).replace(bearer, `$1${redacted}`);
  const shown = fieldHint.test(plain) ? plain.replace(field, hideField) : plain;
  return tokens.reduce((rest, shape) => rest.replace(shape, redacted), shown);
}
