export const redacted = '<redacted>';

const secretWords = new Set(
  'auth authorization bearer cookie credential credentials jwt otp pass passwd password passphrase pw pwd secret sig signature token'.split(' '),
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

const fieldName = '[\\w.-]{0,40}(?:pass|pwd|pw|secret|token|key|auth|cred|jwt|cookie|otp|sig|bearer)[\\w.-]{0,40}';
/** `password=x`, `"token": "x"`, `secret => 'x'`. */
const field = new RegExp(`(${fieldName})(["']?\\s{0,3}(?:=>|=|:)\\s{0,3})("[^"]*"?|'[^']*'?|[^\\s"'&,;)}\\]]+)`, 'gi');

function hideField(whole: string, name: string, separator: string, value: string, at: number, text: string): string {
  const hiddenInUrl = value.startsWith(redacted) && text.startsWith('//', at - 2);
  if (!isSecretName(name) || value.startsWith('//') || hiddenInUrl) return whole;
  const quote = /^["']/.exec(value)?.[0] ?? '';
  return name + separator + quote + redacted + quote;
}

const authorization = /(authorization["']?\s{0,3}[:=]\s{0,3}["']?)[^"'\n]+/gi;
const bearer = /\b(bearer\s{1,3})[A-Za-z0-9._~+/=-]{4,}/gi;
const userAndPassword = /(^|[\s=,'"])([\w.%+-]{1,64}):([^\s@/'"]{1,256})@(?!sha256:)(?=[\w.[(-])/g;

/** Secrets that show by themselves; the last of a command line that was cut may be shorter than the real ones. */
const tokens = [
  /-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----[^-]*(?:-----END [A-Z ]{0,20}PRIVATE KEY-----)?/g,
  /\b(?:AKIA|ASIA)[A-Z0-9]{8,}/g,
  /\b(?:ghp|gho|ghs|ghu|ghr|github_pat|glpat|gldt|npm|pypi|hvs|hvb|dop_v1|sk_live|rk_live|sk_test|whsec|xox[abeoprs])[-_][A-Za-z0-9_-]{8,}/g,
  /\bsk-[A-Za-z0-9_-]{16,}/g,
  /\bAIza[A-Za-z0-9_-]{16,}/g,
  /\bya29\.[A-Za-z0-9_-]{8,}/g,
  /\bSG\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?/g,
  /\beyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*){0,4}/g,
];

/** A text without the secrets that its own shape gives away: URLs, headers, `name=value`, known kinds of tokens. */
export function hideShapes(text: string): string {
  const plain = hideUserInfos(text)
    .replace(/(:thin:[^/\s@]{1,64}\/)[^@\s]+@/g, `$1${redacted}@`)
    .replace(userAndPassword, `$1$2:${redacted}@`)
    .replace(queryParameter, hideParameter)
    .replace(authorization, `$1${redacted}`)
    .replace(bearer, `$1${redacted}`)
    .replace(field, hideField);
  return tokens.reduce((shown, shape) => shown.replace(shape, redacted), plain);
}
