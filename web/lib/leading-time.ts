const clock = String.raw`\d\d:\d\d:\d\d(?:[.,]\d+)?(?:\s?(?:Z|UTC|GMT|[+-]\d\d:?\d\d))?`;
/** `2026-01-31T12:00:00.5Z`, `[2026/01/31 12:00:00]`, `Jan 31 12:00:00`, `I0131 12:00:00.5`. */
const time = new RegExp(String.raw`^\[?(?:\d{4}[-/]\d\d[-/]\d\d[T ]|[A-Z][a-z]{2} [ \d]\d |[DIWEF]\d{4} )${clock}\]?:?\s*`);

/** `time=2026-01-31T12:00:00.5Z level=INFO `: the first pairs of logfmt, in whatever order, while something follows. */
const pair = String.raw`(?:(?:time|ts|timestamp)=(?:"\d[^"]*"|\d\S*)|(?:level|lvl|severity)=(?:"[A-Za-z]+"|[A-Za-z]+))`;
const pairs = new RegExp(String.raw`^(?:${pair}\s+)+`);

/** How many signs at the start of a line say no more than when it was written, and how grave it is, which stand in their columns. */
export function leadingTime(message: string): number {
  return (time.exec(message) ?? pairs.exec(message))?.[0].length ?? 0;
}
