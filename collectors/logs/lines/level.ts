import type { LogLevel } from '#contract/log-levels.ts';

const words: Readonly<Record<string, LogLevel>> = {
  trace: 'trace',
  verbose: 'trace',
  finest: 'trace',
  finer: 'trace',
  debug: 'debug',
  dbg: 'debug',
  fine: 'debug',
  info: 'info',
  information: 'info',
  informational: 'info',
  notice: 'info',
  note: 'info',
  log: 'info',
  statement: 'info',
  hint: 'info',
  detail: 'info',
  warn: 'warn',
  warning: 'warn',
  wrn: 'warn',
  err: 'error',
  error: 'error',
  severe: 'error',
  crit: 'fatal',
  critical: 'fatal',
  fatal: 'fatal',
  panic: 'fatal',
  alert: 'fatal',
  emerg: 'fatal',
  emergency: 'fatal',
};

function levelOfWord(word: string): LogLevel | undefined {
  return words[word.toLowerCase()];
}

/** pino and bunyan count in tens, syslog from 0 (worst) to 7. */
function levelOfNumber(number: number): LogLevel | undefined {
  if (number >= 10 && number <= 60 && number % 10 === 0) return (['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const)[number / 10 - 1];
  if (number >= 0 && number <= 7) return (['fatal', 'fatal', 'fatal', 'error', 'warn', 'info', 'info', 'debug'] as const)[number];
  return undefined;
}

/** glog and klog: `E0612 07:01:02.345678   1234 file.go:12] …` */
const glog = /^([DIWEF])\d{4} \d\d:\d\d:\d\d/;
const glogLevels: Readonly<Record<string, LogLevel>> = { D: 'debug', I: 'info', W: 'warn', E: 'error', F: 'fatal' };
/** redis: `1:M 12 Jun 2026 07:01:02.345 * Ready to accept connections` */
const redis = /^\d+:[XCSM] \d{1,2} \w{3} \d{4} \d\d:\d\d:\d\d\.\d{3} ([.\-*#]) /;
const redisLevels: Readonly<Record<string, LogLevel>> = { '.': 'debug', '-': 'debug', '*': 'info', '#': 'warn' };
/** logfmt and JSON: `level=warn`, `"severity":"ERROR"`, `"level":30`. */
const keyed = /(?:^|[\s,{"'])(?:level|lvl|severity|loglevel|log\.level)["']?\s?[=:]\s?["']?([A-Za-z]{2,13}|\d{1,2})\b/i;
/** One in brackets, or followed by a colon: nginx's `[error]`, postgres' `FATAL:`. */
const marked =
  /[[<(|]\s?(trace|verbose|debug|dbg|info|information|notice|warn|warning|wrn|err|error|severe|crit|critical|fatal|panic|alert|emerg)\s?[\])>|]|(?:^|\s)(trace|debug|info|notice|warn|warning|error|severe|crit|critical|fatal|panic|log|hint|detail|statement|alert|emerg):/i;
const capitals = /(?:^|[^\w-])(TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|SEVERE|CRITICAL|CRIT|FATAL|PANIC)(?![\w.-])/;

/** Levels stand near the beginning; further on, the same words are prose. */
const lookedAt = 256;

/** How severe a line says it is. */
export function levelOf(line: string): LogLevel {
  const start = line.length > lookedAt ? line.slice(0, lookedAt) : line;
  return fromKey(start) ?? fromGlog(start) ?? fromRedis(start) ?? fromWord(capitals.exec(start)?.[1]) ?? fromMark(start) ?? 'unknown';
}

function fromKey(start: string): LogLevel | undefined {
  const [, value] = keyed.exec(start) ?? [];
  if (value === undefined) return undefined;
  return /^\d/.test(value) ? levelOfNumber(Number(value)) : levelOfWord(value);
}

function fromGlog(start: string): LogLevel | undefined {
  const [, letter] = glog.exec(start) ?? [];
  return letter === undefined ? undefined : glogLevels[letter];
}

function fromRedis(start: string): LogLevel | undefined {
  const [, sign] = redis.exec(start) ?? [];
  return sign === undefined ? undefined : redisLevels[sign];
}

function fromMark(start: string): LogLevel | undefined {
  const [, bracketed, colon] = marked.exec(start) ?? [];
  return fromWord(bracketed ?? colon);
}

function fromWord(word: string | undefined): LogLevel | undefined {
  return word === undefined ? undefined : levelOfWord(word);
}
