import type { LogLevel } from '#contract/log-levels.ts';
import type { Fields, Scalar } from './field.ts';
import { levelOfLetter, levelOfNumber, levelOfSeverity, levelOfWord } from './level.ts';
import { timeOfValue } from './time.ts';

/** Under which names the loggers in use write these; the first that holds one is it. */
const timeKeys = '@timestamp timestamp time ts @t t.$date datetime eventTime asctime timeMillis date Timestamp Time t'.split(' ');
const levelKeys = 'level severity lvl log.level levelname level_name loglevel log_level severity_text severityText SeverityText @l Level Severity LEVEL'.split(
  ' ',
);
const syslogKeys = 'PRIORITY syslog.severity'.split(' ');
const severityKeys = 'severity_number severityNumber SeverityNumber'.split(' ');
/** MongoDB's, one letter. */
const letterKeys = ['s'];
const messageKeys = 'msg message MESSAGE @m @mt short_message log event body Body'.split(' ');

/** What the fields say of the line itself, and the names that it stands under: as attributes it would only be said twice. */
export interface Known {
  readonly time: string | undefined;
  readonly level: LogLevel | undefined;
  readonly text: string | undefined;
  readonly keys: readonly (string | undefined)[];
}

export function knownOf(fields: Fields, nowMs: number): Known {
  const [timeKey, time] = firstOf(fields, timeKeys, (value) => timeOfValue(value, nowMs)) ?? instantIn(fields, nowMs) ?? [];
  const [levelKey, level] = levelIn(fields) ?? [];
  const [textKey, text] = firstOf(fields, messageKeys, (value) => (typeof value === 'string' ? value : undefined)) ?? [];
  return { time, level, text, keys: [timeKey, levelKey, textKey] };
}

/** Log4j's. */
function instantIn(fields: Fields, nowMs: number): readonly [key: string, time: string | undefined] | undefined {
  const seconds = fields.get('instant.epochSecond');
  if (seconds === undefined) return undefined;
  const nano = String(fields.get('instant.nanoOfSecond') ?? 0).padStart(9, '0');
  return ['instant.epochSecond', timeOfValue(`${seconds}.${nano}`, nowMs)];
}

function levelIn(fields: Fields): readonly [key: string, level: LogLevel] | undefined {
  return (
    firstOf(fields, levelKeys, levelOfValue) ??
    firstOf(fields, syslogKeys, (value) => levelOfNumber(Number(value))) ??
    firstOf(fields, severityKeys, (value) => levelOfSeverity(Number(value))) ??
    firstOf(fields, letterKeys, (value) => levelOfLetter(String(value)))
  );
}

function firstOf<T>(fields: Fields, keys: readonly string[], read: (value: Scalar) => T | undefined): readonly [key: string, value: T] | undefined {
  for (const key of keys) {
    const value = fields.get(key);
    const found = value === undefined ? undefined : read(value);
    if (found !== undefined) return [key, found];
  }
  return undefined;
}

function levelOfValue(value: Scalar): LogLevel | undefined {
  if (typeof value === 'number') return levelOfNumber(value);
  if (typeof value === 'boolean') return undefined;
  const text = value.trim();
  if (text.length === 1) return levelOfLetter(text) ?? levelOfNumber(Number(text));
  return levelOfWord(text) ?? (/^\d+$/.test(text) ? levelOfNumber(Number(text)) : undefined);
}
