import type { LogLevel } from '#contract/log-levels.ts';

const words: ReadonlyMap<string, LogLevel> = new Map(
  Object.entries({
    trace: 'trace verbose finest finer trce vrb verb trc silly',
    debug: 'debug dbg fine config dbug',
    info: 'info information informational inf notice note log statement hint detail default',
    warn: 'warn warning wrn',
    error: 'err error severe eror fail failure',
    fatal: 'crit critical fatal ftl fatl panic dpanic alert emerg emergency',
  } satisfies Partial<Record<LogLevel, string>>).flatMap(([level, names]) => names.split(' ').map((name) => [name, level as LogLevel] as const)),
);

export function levelOfWord(word: string): LogLevel | undefined {
  return words.get(word) ?? words.get(word.toLowerCase());
}

const tens = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;
const hundreds = ['debug', 'info', 'warn', 'error', 'fatal', 'fatal'] as const;
const syslog = ['fatal', 'fatal', 'fatal', 'error', 'warn', 'info', 'info', 'debug'] as const;

/** pino and bunyan count in tens, Monolog in hundreds (and 250, 550), syslog from 0 (worst) to 7. */
export function levelOfNumber(number: number): LogLevel | undefined {
  if (number < 10) return syslog[number];
  return number < 100 ? tens[number / 10 - 1] : hundreds[Math.floor(number / 100) - 1];
}

/** OpenTelemetry's: four of each, from TRACE (1) to FATAL4 (24). */
export function levelOfSeverity(number: number): LogLevel | undefined {
  return tens[Math.floor((number - 1) / 4)];
}

const letters: ReadonlyMap<string, LogLevel> = new Map([
  ...[...'VT'].map((letter) => [letter, 'trace'] as const),
  ['D', 'debug'],
  ...[...'IN'].map((letter) => [letter, 'info'] as const),
  ['W', 'warn'],
  ...[...'ES'].map((letter) => [letter, 'error'] as const),
  ...[...'FCA'].map((letter) => [letter, 'fatal'] as const),
]);

export function levelOfLetter(letter: string): LogLevel | undefined {
  return letters.get(letter);
}

/** One way of saying a level: the first group of the first that matches is it. */
type Form = readonly [form: RegExp, level: (found: string) => LogLevel | undefined];

/** logfmt and JSON, within other text: `level=warn`, `"severity":"ERROR"`, `"level":30`. */
const keyed: Form = [
  /(?:^|[\s,{"'])(?:level|lvl|severity|loglevel|log_level|levelname|log\.level)["']?\s?[=:]\s?["']?([A-Za-z]{2,13}|\d{1,3})\b/i,
  (found) => (/^\d/.test(found) ? levelOfNumber(Number(found)) : levelOfWord(found)),
];
/** glog and klog: `E0612 07:01:02.345678   1234 file.go:12] …`; Ruby: `E, [2026-…`; tornado: `[E 260612 …`; Android: `06-12 07:01:02.345  1234  1234 E Tag: …` */
const glog: Form = [/^\[?([DIWEF])(?:\d{4}(?:\d{4})? \d\d:\d\d:\d\d|, \[\d| \d{2,6} ?\d\d?:\d\d)/, levelOfLetter];
const android: Form = [/^\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}\s+\d+\s+\d+ ([VDIWEFA]) /, levelOfLetter];
/** MongoDB before 4.4: `2026-06-12T07:01:02.345+0000 E STORAGE  [conn1] …` */
const mongo: Form = [/^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d{4}) ([DIWEF])\d? [A-Z]/, levelOfLetter];
/** `1:M 12 Jun 2026 07:01:02.345 * Ready to accept connections` */
const redis: Form = [
  /^\d+:[XCSM] \d{1,2} \w{3} \d{4} \d\d:\d\d:\d\d\.\d{3} ([.\-*#]) /,
  (sign) => (({ '.': 'debug', '-': 'debug', '*': 'info', '#': 'warn' }) as const)[sign],
];
/** `<34>Jun 12 …`, `<34>1 2026-…`: facility times eight and severity. */
const priority: Form = [/^<(\d{1,3})>(?=[A-Z1])/, (number) => levelOfNumber(Number(number) % 8)];
const capitals: Form = [
  /(?:^|[^\w/-])(TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|SEVERE|CRITICAL|CRIT|FATAL|PANIC|EMERG|ALERT|LOG|HINT|DETAIL|STATEMENT)(?![\w.-])(?<!(?:LOG|HINT|DETAIL|STATEMENT|ALERT)(?!:))/,
  levelOfWord,
];
/** In brackets, alone or after a module: nginx's `[error]`, apache's `[core:error]`, Serilog's `[INF]` or `[07:01:02 INF]`. */
const bracketed: Form = [
  /[[<(|](?:[\w.-]{1,40}:|\d\d:\d\d:\d\d(?:\.\d{1,9})? )?\s?(trace\d?|verbose|vrb|debug|dbg|info|inf|information|notice|note|warn|warning|wrn|err|error|severe|crit|critical|fatal|ftl|panic|alert|emerg|[VDIWEF])\s{0,5}[\])>|]/i,
  (found) => (found.length === 1 ? levelOfLetter(found) : levelOfWord(found.replace(/\d$/, ''))),
];
/** Before a colon: `error: no`, .NET's `fail: Shop.Cart[0]`, `TypeError: x is not a function`. */
const before: Form = [
  /(?:^|\s)(?:[A-Za-z]{0,60}(?=Error:|Exception:))?(trce|trace|dbug|debug|info|notice|warn|warning|fail|error|exception|severe|crit|fatal|critical|panic|emerg|npm ERR!)(?::\s|:$|(?<=!))/i,
  (found) => (/^(?:exception|npm)/i.test(found) ? 'error' : levelOfWord(found)),
];

const forms: readonly Form[] = [keyed, glog, android, mongo, redis, capitals, bracketed, before, priority];

/** Levels stand near the beginning; further on, the same words are prose. */
const lookedAt = 256;

/** How severe a line says it is. */
export function levelOf(line: string): LogLevel {
  const start = line.length > lookedAt ? line.slice(0, lookedAt) : line;
  for (const [form, level] of forms) {
    const found = form.exec(start)?.[1];
    const known = found === undefined ? undefined : level(found);
    if (known !== undefined) return known;
  }
  return 'unknown';
}
