const clock = String.raw`\d\d:\d\d:\d\d(?:[.,]\d+)?(?:\s?(?:Z|UTC|GMT|[+-]\d\d:?\d\d))?`;
/** `2026-01-31T12:00:00.5Z`, `[2026/01/31 12:00:00]`, `Jan 31 12:00:00`, `I0131 12:00:00.5`. */
const time = new RegExp(String.raw`^\[?(?:\d{4}[-/]\d\d[-/]\d\d[T ]|[A-Z][a-z]{2} [ \d]\d |[DIWEF]\d{4} )${clock}\]?:?\s*`);

/** A day with its time, or seconds and parts of them since 1970: `time=12ms` is how long something took. */
const moment = String.raw`(?:\d{4}-\d\d-\d\d[T ]\d\d:[^"\s]*(?: [+-]\d\d:?\d\d)?|\d{10,19}(?:\.\d+)?)`;
const level = '(?:trace|debug|info|notice|warn|warning|error|err|fatal|critical|crit|alert|emerg|panic)';
const orQuoted = (value: string) => `(?:"${value}"|${value})`;

/** `time=2026-01-31T12:00:00.5Z level=INFO `: the first pairs of logfmt, in whatever order, each while something follows. */
const pair = `(?:(?:time|ts|timestamp)=${orQuoted(moment)}|(?:level|lvl|severity)=${orQuoted(level)})`;
const pairs = new RegExp(String.raw`^(?:${pair}\s+(?=\S))+`, 'i');

/** How many signs at the start of a line say no more than when it was written, and how grave it is, which stand in their columns. */
export function leadingTime(message: string): number {
  return (time.exec(message) ?? pairs.exec(message))?.[0].length ?? 0;
}
