/** A moment as a line says it. */
export interface Moment {
  /** Whole seconds, in milliseconds since the epoch; NaN where there is no such moment. */
  readonly ms: number;
  /** The digits after the point, as many as there were, at most nine. */
  readonly fraction: string;
}

type Part = string | undefined;
type Calendar = readonly [year: Part, ...clock: Clock];
type Clock = readonly [month: Part, day: Part, hour: Part, minute: Part, second: Part];

const hourMs = 3_600_000;
const dayMs = 86_400_000;
/** A clock may be wrong; a year that is, is no time. */
const oldestMs = 20 * 366 * dayMs;
const aheadMs = dayMs;

/** What zones are called in logs, in minutes east of Greenwich; of names with several meanings, the most common. */
const zones: ReadonlyMap<string, number> = new Map(
  Object.entries({
    ...{ Z: 0, UTC: 0, GMT: 0, WET: 0, WEST: 60, BST: 60, CET: 60, CEST: 120, EET: 120, EEST: 180, MSK: 180, IST: 330 },
    ...{ EST: -300, EDT: -240, CST: -360, CDT: -300, MST: -420, MDT: -360, PST: -480, PDT: -420 },
    ...{ SGT: 480, HKT: 480, JST: 540, KST: 540, AEST: 600, AEDT: 660 },
  }),
);

/** The source of a regular expression for a zone: `Z`, `+02:00`, `-0500`, `CEST`. */
export const zonePattern = `Z|[+-]\\d\\d(?::?\\d\\d)?(?!\\d)|(?:${[...zones.keys()].filter((name) => name.length > 1).join('|')})\\b`;

const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

/** `Jun` is 06; what is no month is 00, of which there is no moment. */
export function monthOf(name: string): string {
  return String(months.indexOf(name.slice(0, 3).toLowerCase()) + 1).padStart(2, '0');
}

interface Known {
  readonly parts: readonly Part[];
  readonly nowMs: number;
  readonly ms: number;
}

/** Most lines that are read together are of the same second: the last one, of those with a year and of those without. */
let last: Known | undefined;
let lastYearless: Known | undefined;

/** Without a zone it is the host's. */
export function momentOf(calendar: Calendar, fraction: Part, zone: Part, nowMs: number): Moment {
  const parts = [zone, ...calendar];
  if (!isKnown(last, parts, nowMs)) last = { parts, nowMs, ms: secondsOf(calendar, zone, nowMs) };
  return momentAt(last?.ms, fraction);
}

/** Of the years around now, the one that comes closest. */
export function yearlessMoment(clock: Clock, fraction: Part, nowMs: number): Moment {
  if (!isKnown(lastYearless, clock, nowMs)) lastYearless = { parts: clock, nowMs, ms: closestMs(clock, nowMs) };
  return momentAt(lastYearless?.ms, fraction);
}

function momentAt(ms = Number.NaN, fraction = ''): Moment {
  return { ms, fraction: fraction.slice(0, 9) };
}

/** From the second on, where most differ. */
function isKnown(known: Known | undefined, parts: readonly Part[], nowMs: number): boolean {
  if (known?.nowMs !== nowMs) return false;
  for (let at = parts.length - 1; at >= 0; at -= 1) if (known.parts[at] !== parts[at]) return false;
  return true;
}

function closestMs(clock: Clock, nowMs: number): number {
  const thisYear = new Date(nowMs).getFullYear();
  const [best = Number.NaN, ...others] = [thisYear, thisYear - 1, thisYear + 1].map((year) => secondsOf([String(year), ...clock], undefined, nowMs));
  return others.reduce((one, other) => (distance(other, nowMs) < distance(one, nowMs) ? other : one), best);
}

function distance(ms: number, nowMs: number): number {
  const away = Math.abs(ms - nowMs);
  return Number.isNaN(away) ? Number.POSITIVE_INFINITY : away;
}

function secondsOf(calendar: Calendar, zone: Part, nowMs: number): number {
  const [year, month, day, hour, minute, second] = calendar.map(Number) as [number, number, number, number, number, number];
  const isClock = hour < 24 && minute < 60 && second <= 60;
  if (!isClock || month < 1 || month > 12 || day < 1 || day > daysOf(year, month)) return Number.NaN;
  if (zone === undefined) return hostSeconds(new Date(year, month - 1, day, hour, minute, second), nowMs);
  return Date.UTC(year, month - 1, day, hour, minute, second) - zoneMinutes(zone) * 60_000;
}

function daysOf(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** In autumn an hour comes twice: then it is the one that is closer to now. */
function hostSeconds(first: Date, nowMs: number): number {
  const ms = first.getTime();
  const second = new Date(ms + hourMs);
  const isTwice = second.getHours() === first.getHours() && second.getMinutes() === first.getMinutes();
  return isTwice && Math.abs(nowMs - second.getTime()) < Math.abs(nowMs - ms) ? second.getTime() : ms;
}

function zoneMinutes(zone: string): number {
  const named = zones.get(zone);
  if (named !== undefined) return named;
  const digits = zone.slice(1).replace(':', '');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return zone.startsWith('-') ? -minutes : minutes;
}

let written = { ms: Number.NaN, text: '' };

/** RFC 3339 in UTC with as many digits as there were; undefined for what is no time, or none that a line may be from. */
export function timeText({ ms, fraction }: Moment, nowMs: number): string | undefined {
  if (!(ms <= nowMs + aheadMs && ms >= nowMs - oldestMs)) return undefined;
  // Most lines are of the same second as the one before.
  if (ms !== written.ms) written = { ms, text: new Date(ms).toISOString().slice(0, 19) };
  return fraction === '' ? `${written.text}Z` : `${written.text}.${fraction}Z`;
}
