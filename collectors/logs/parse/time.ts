import { epochMoment } from './epoch.ts';
import { type Moment, momentOf, monthOf, timeText, yearlessMoment, zonePattern } from './moment.ts';

/** Times stand near the beginning; further on, they are about something else. */
const lookedAt = 160;

/** One way of writing a time. The first that a line holds, in this order, is its own. */
interface Format {
  readonly form: RegExp;
  readonly moment: (match: RegExpExecArray, nowMs: number) => Moment | undefined;
  /** It cannot be taken for anything else, wherever it stands. */
  readonly isPlain?: boolean;
}

const clock = '(\\d\\d):(\\d\\d):(\\d\\d)(?:[.,](\\d{1,9})\\d*)?';
/** Before ten the hour may have one digit. */
const shortClock = clock.replace('\\d\\d', '\\d{1,2}');
const zone = `(?:\\s?(${zonePattern}))?`;

/** `2026-06-12T07:01:02.345Z`, `2026/06/12 07:01:02`, `2026-06-12 09:01:02,345 CEST` */
const iso: Format = {
  form: new RegExp(`(?<!\\d)(\\d{4})[-/.](\\d\\d)[-/.](\\d\\d)(?:[T_]|,? {1,2})${shortClock}${zone}`),
  moment: ([, year, month, day, hour, minute, second, fraction, at], nowMs) => momentOf([year, month, day, hour, minute, second], fraction, at, nowMs),
};
/** `12/Jun/2026:09:01:02 +0200` of web servers, `[12/Jun/2026:09:01:02.345]` of HAProxy */
const common: Format = {
  form: new RegExp(`(\\d\\d)/([A-Z][a-z]{2})/(\\d{4}):${clock}${zone}`),
  moment: ([, day, month = '', year, hour, minute, second, fraction, at], nowMs) =>
    momentOf([year, monthOf(month), day, hour, minute, second], fraction, at, nowMs),
  isPlain: true,
};
/** `12 Jun 2026 07:01:02.345` of redis, `12-Jun-2026 07:01:02` of tomcat, `Fri, 12 Jun 2026 07:01:02 GMT` */
const dayFirst: Format = {
  form: new RegExp(`(?<![\\w-])(?:[A-Z][a-z]{2}, )?(\\d{1,2})[ -]([A-Z][a-z]{2})[ -](\\d{4}) ${clock}${zone}`),
  moment: ([, day, month = '', year, hour, minute, second, fraction, at], nowMs) =>
    momentOf([year, monthOf(month), day, hour, minute, second], fraction, at, nowMs),
};
/** `Jun 12 07:01:02` of syslog, `Fri Jun 12 07:01:02.345678 2026` of apache, `Fri Jun 12 07:01:02 UTC 2026`, `Jun 12, 2026 7:01:02 AM` of Java */
const monthFirst: Format = {
  form: new RegExp(
    `(?<!\\w)(?:[A-Z][a-z]{2} )?(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) {1,2}(\\d{1,2}),?(?: (\\d{4}),?)? ${shortClock}(?:\\s([AP]M))?${zone}(?: (\\d{4})(?![\\d:]))?`,
  ),
  moment([, month = '', day, yearBefore, hour = '', minute, second, fraction, half, at, yearAfter], nowMs) {
    const year = yearBefore ?? yearAfter;
    const hours = half === undefined ? hour : hourOf(hour, half);
    if (year === undefined) return yearlessMoment([monthOf(month), day, hours, minute, second], fraction, nowMs);
    return momentOf([year, monthOf(month), day, hours, minute, second], fraction, at, nowMs);
  },
};
/** `E0612 07:01:02.345678` of glog and klog, also with a year; `06-12 07:01:02.345  1234  1234 E` of Android */
const yearless: Format = {
  form: new RegExp(`^(?:[DIWEF](\\d{4})?(\\d\\d)(\\d\\d)|(\\d\\d)-(\\d\\d)) ${clock}(?=\\s)`),
  moment: ([, year, month, day, otherMonth, otherDay, hour, minute, second, fraction], nowMs) =>
    year === undefined
      ? yearlessMoment([month ?? otherMonth, day ?? otherDay, hour, minute, second], fraction, nowMs)
      : momentOf([year, month, day, hour, minute, second], fraction, undefined, nowMs),
};
/** `26/06/12 07:01:02` of Spark */
const shortYear: Format = {
  form: new RegExp(`^\\[?(\\d\\d)/(\\d\\d)/(\\d\\d) ${clock}(?=\\D)`),
  moment: ([, year, month, day, hour, minute, second, fraction], nowMs) =>
    momentOf([`20${year}`, month, day, hour, minute, second], fraction, undefined, nowMs),
};
/** `20260612T070102Z`, `20260612-07:01:02.345` */
const compact: Format = {
  form: new RegExp(`(?<![\\w.-])(20\\d\\d)(\\d\\d)(\\d\\d)[T-](\\d\\d):?(\\d\\d):?(\\d\\d)(?:[.,:](\\d{1,9}))?${zone}(?![\\w-])`),
  moment: ([, year, month, day, hour, minute, second, fraction, at], nowMs) => momentOf([year, month, day, hour, minute, second], fraction, at, nowMs),
};
/** `1781247662.345 …`, `[1781247662345] …` */
const leadingEpoch: Format = { form: /^\[?(\d{10}(?:\.\d{1,9}|\d{3}|\d{6}|\d{9})?)(?=[\]\s])/, moment: ([, number = '']) => epochMoment(number) };
/** `ts=1781247662.345`, `"time":1781247662345`, within other text */
const keyedEpoch: Format = {
  form: /(?:^|[\s,{"'])(?:time|ts|timestamp|@timestamp|t)["']?\s?[=:]\s?["']?(\d{10,19}(?:\.\d{1,9})?)(?=[\s,}"']|$)/,
  moment: ([, number = '']) => epochMoment(number),
  isPlain: true,
};

const withClock: readonly Format[] = [iso, common, dayFirst, monthFirst, yearless, shortYear, compact];
const withoutClock: readonly Format[] = [compact, leadingEpoch, keyedEpoch];
const hasClock = /\d:\d\d:\d\d/;

/** When a line says it was written: RFC 3339 in UTC with as many digits as it has; undefined where it does not say, or says nonsense. */
export function timeOf(line: string, nowMs: number): string | undefined {
  const start = line.length > lookedAt ? line.slice(0, lookedAt) : line;
  if (hasClock.test(start)) {
    const found = firstTime(withClock, start, nowMs);
    if (found !== undefined) return found;
  }
  return firstTime(withoutClock, start, nowMs);
}

function firstTime(formats: readonly Format[], start: string, nowMs: number): string | undefined {
  for (const { form, moment, isPlain } of formats) {
    const match = form.exec(start);
    if (match === null || !(isPlain === true || isOwn(start.slice(0, match.index)))) continue;
    const found = moment(match, nowMs);
    const text = found && timeText(found, nowMs);
    if (text !== undefined) return text;
  }
  return undefined;
}

const opening = /[\s["'(<]*$/;
/** The end of a level, a name in capitals, an address, a bracket. After a word of prose, a time is that of something else. */
const foreword = /[A-Z0-9\])}|>;#,]$/;
const key = /(?:^|[\s,{"'[])@?(?:[a-z_.]{0,12}time|ts|timestamp|t|date|at|asctime|datetime|\$date)["']?\s?[=:]$/i;
const level = /^\W*(?:trace|debug|info|warn|warning|error|fatal|crit|critical|notice)\W*$/i;

/** Whether a time after this text may be that of the line itself. */
function isOwn(before: string): boolean {
  const bare = before.replace(opening, '');
  return bare === '' || foreword.test(bare) || key.test(bare) || level.test(bare);
}

function hourOf(hour: string, half: string): string {
  return String((Number(hour) % 12) + (half === 'PM' ? 12 : 0));
}

/** The value of a key that is known to hold the time. */
export function timeOfValue(value: unknown, nowMs: number): string | undefined {
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value : '';
  const epoch = epochMoment(text);
  if (epoch === undefined) return timeOf(text, nowMs);
  // Nanoseconds that were read as a number are no longer exact ones.
  return timeText(typeof value === 'number' && epoch.fraction.length > 6 ? { ...epoch, fraction: epoch.fraction.slice(0, 6) } : epoch, nowMs);
}
