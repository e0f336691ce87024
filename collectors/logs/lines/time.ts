/** RFC 3339 and what is close to it: with a blank for the T, a comma for the point, and without a zone (then it is the host's). */
const iso = /(\d{4})[-/](\d\d)[-/](\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?\s?(Z|UTC|GMT|[+-]\d\d:?\d\d)?/;
/** `"ts":1769860800.123`, `time=1769860800123` */
const epoch = /(?:^|[\s,{"'])(?:time|ts|timestamp|@timestamp|t)["']?\s?[=:]\s?["']?(\d{10})(?:\.(\d{1,9})|(\d{3}|\d{6}|\d{9}))?(?=[\s,}"']|$)/;
/** `31/Jan/2026:13:00:00 +0100`, of web servers. */
const common = /(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d):(\d\d):(\d\d) ([+-]\d{4})/;
/** `Jan 31 13:00:00`: syslog's, without a year. */
const syslog = /^(?:<\d{1,3}>)?([A-Z][a-z]{2}) ([ \d]\d) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))? /;
/** `12 Jun 2026 07:01:02.345`: redis. */
const worded = /(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?/;
/** `E0612 07:01:02.345678`: glog. */
const glog = /^[DIWEF](\d\d)(\d\d) (\d\d):(\d\d):(\d\d)\.(\d{1,9})/;
const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** Times stand near the beginning; further on, they are about something else. */
const lookedAt = 160;
/** A clock may be wrong; a year that is, is no time. */
const oddestMs = 366 * 86_400_000;
const aheadMs = 86_400_000;

/** When a line says it was written: RFC 3339 in UTC with as many digits as it has; undefined where it does not say, or says nonsense. */
export function timeOf(line: string, nowMs: number): string | undefined {
  const start = line.length > lookedAt ? line.slice(0, lookedAt) : line;
  const found = fromIso(start) ?? fromEpoch(start) ?? fromCommon(start) ?? fromWorded(start) ?? fromYearless(start, nowMs);
  if (found === undefined || Number.isNaN(found.ms) || found.ms > nowMs + aheadMs || found.ms < nowMs - 20 * oddestMs) return undefined;
  return written(found);
}

interface Found {
  /** Whole seconds, in milliseconds. */
  readonly ms: number;
  readonly fraction: string;
}

function written({ ms, fraction }: Found): string {
  const seconds = new Date(ms).toISOString().slice(0, 19);
  return fraction === '' ? `${seconds}Z` : `${seconds}.${fraction}Z`;
}

function fromIso(start: string): Found | undefined {
  const match = iso.exec(start);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction = '', zone] = match;
  return { ms: moment([year, month, day, hour, minute, second], zone), fraction };
}

function fromEpoch(start: string): Found | undefined {
  const [, seconds, point, digits] = epoch.exec(start) ?? [];
  return seconds === undefined ? undefined : { ms: Number(seconds) * 1000, fraction: point ?? digits ?? '' };
}

function fromCommon(start: string): Found | undefined {
  const match = common.exec(start);
  if (match === null) return undefined;
  const [, day, month = '', year, hour, minute, second, zone] = match;
  return { ms: moment([year, String(months.indexOf(month) + 1), day, hour, minute, second], zone), fraction: '' };
}

function fromWorded(start: string): Found | undefined {
  const match = worded.exec(start);
  if (match === null) return undefined;
  const [, day, month = '', year, hour, minute, second, fraction = ''] = match;
  return { ms: moment([year, String(months.indexOf(month) + 1), day, hour, minute, second], undefined), fraction };
}

/** Of the years around now, the one that comes closest. */
function fromYearless(start: string, nowMs: number): Found | undefined {
  const [, name, day, hour, minute, second, fraction = ''] = syslog.exec(start) ?? [];
  const klog = glog.exec(start);
  const month = name === undefined ? klog?.[1] : String(months.indexOf(name) + 1);
  if (month === undefined) return undefined;
  const rest = klog === null ? [day, hour, minute, second] : klog.slice(2, 6);
  const thisYear = new Date(nowMs).getFullYear();
  const candidates = [thisYear - 1, thisYear, thisYear + 1].map((year) => moment([String(year), month, ...rest], undefined));
  const ms = candidates.reduce((best, candidate) => (Math.abs(candidate - nowMs) < Math.abs(best - nowMs) ? candidate : best));
  return { ms, fraction: klog?.[6] ?? fraction };
}

/** NaN where there is no such moment. */
function moment(parts: readonly (string | undefined)[], zone: string | undefined): number {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.map(Number);
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60) return Number.NaN;
  if (zone === undefined) return new Date(year, month - 1, day, hour, minute, second).getTime();
  return Date.UTC(year, month - 1, day, hour, minute, second) - zoneMs(zone);
}

function zoneMs(zone: string): number {
  const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)$/.exec(zone) ?? [];
  return sign === undefined ? 0 : (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}
