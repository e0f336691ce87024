import { narrowSpace } from './quantity.ts';

export const ranges = [
  { id: '5m', label: 'Last 5 min', seconds: 300 },
  { id: '15m', label: 'Last 15 min', seconds: 900 },
  { id: '30m', label: 'Last 30 min', seconds: 1800 },
  { id: '1h', label: 'Last 1 h', seconds: 3600 },
  { id: '3h', label: 'Last 3 h', seconds: 10_800 },
  { id: '12h', label: 'Last 12 h', seconds: 43_200 },
  { id: '24h', label: 'Last 24 h', seconds: 86_400 },
  { id: '7d', label: 'Last 7 d', seconds: 604_800 },
] as const;
export type RangeId = (typeof ranges)[number]['id'];

const defaultRange: RangeId = '15m';

/** What the pages look at: a window that follows the clock, the same window held at a moment, or two moments. */
export type TimeScope =
  | { readonly kind: 'live'; readonly range: RangeId }
  | { readonly kind: 'paused'; readonly range: RangeId; readonly to: string }
  | { readonly kind: 'fixed'; readonly from: string; readonly to: string };

export type Zone = 'local' | 'UTC';

/** The keys of the URL that hold the time. */
export const timeKeys = ['range', 'from', 'to', 'vs', 'a'] as const;

function isRange(id: string | null): id is RangeId {
  return ranges.some((range) => range.id === id);
}

function moment(text: string | null): string | undefined {
  if (text === null) return undefined;
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

/** Reads a URL; what makes no sense there falls back to the default, so that a mangled link still shows something. */
export function readTime(query: URLSearchParams): TimeScope {
  const id = query.get('range');
  const range = isRange(id) ? id : defaultRange;
  const from = moment(query.get('from'));
  const to = moment(query.get('to'));
  if (from !== undefined && to !== undefined && from < to) return { kind: 'fixed', from, to };
  if (to !== undefined) return { kind: 'paused', range, to };
  return { kind: 'live', range };
}

export function writeTime(time: TimeScope): { range?: string; from?: string; to?: string } {
  if (time.kind === 'fixed') return { from: time.from, to: time.to };
  const range = time.range === defaultRange ? {} : { range: time.range };
  return time.kind === 'paused' ? { ...range, to: time.to } : range;
}

function rangeSeconds(id: RangeId): number {
  return ranges.find((range) => range.id === id)?.seconds ?? 900;
}

/** The moments of a scope, in milliseconds. */
export function bounds(time: TimeScope, nowMs: number): { fromMs: number; toMs: number } {
  if (time.kind === 'fixed') return { fromMs: Date.parse(time.from), toMs: Date.parse(time.to) };
  const toMs = time.kind === 'paused' ? Date.parse(time.to) : nowMs;
  return { fromMs: toMs - rangeSeconds(time.range) * 1000, toMs };
}

/** Live windows start on whole sweeps, so that browsers that ask in the same five seconds ask the same question. */
const alignMs = 5000;

/** What a route takes: nothing for the server's own default, else two moments. */
export function windowOf(time: TimeScope, nowMs: number): { from?: string; to?: string } {
  if (time.kind === 'live' && time.range === defaultRange) return {};
  const at = time.kind === 'live' ? Math.floor(nowMs / alignMs) * alignMs : nowMs;
  const { fromMs, toMs } = bounds(time, at);
  return { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() };
}

interface Parts {
  readonly date: string;
  readonly minutes: string;
  readonly seconds: string;
}

function parts(ms: number, zone: Zone): Parts {
  const date = new Date(ms);
  const shifted = zone === 'UTC' ? date : new Date(ms - date.getTimezoneOffset() * 60_000);
  const [day = '', time = ''] = shifted.toISOString().split('T');
  return { date: day, minutes: time.slice(0, 5), seconds: time.slice(0, 8) };
}

/** `14:18`; */
export const clock = (ms: number, zone: Zone): string => parts(ms, zone).minutes;
/** `14:18:20` */
export const clockSeconds = (ms: number, zone: Zone): string => parts(ms, zone).seconds;
/** `14:18:20.123`, with at most three digits of the second of an RFC 3339 time. */
export function clockOf(time: string, zone: Zone): string {
  const fraction = /\.(\d{1,3})/.exec(time)?.[1];
  const whole = clockSeconds(Date.parse(time), zone);
  return fraction === undefined ? whole : `${whole}.${fraction}`;
}
/** `2026-03-01 14:18:20`, with `UTC` where that is not the reader's own clock. */
export function stamp(ms: number, zone: Zone): string {
  const { date, seconds } = parts(ms, zone);
  return zone === 'UTC' ? `${date} ${seconds} UTC` : `${date} ${seconds}`;
}

/** `13:48–14:18`, with the days where they are more than one or not today. */
export function windowLabel(fromMs: number, toMs: number, nowMs: number, zone: Zone): string {
  const from = parts(fromMs, zone);
  const to = parts(toMs, zone);
  const today = parts(nowMs, zone).date;
  if (from.date === to.date && to.date === today) return `${from.minutes}–${to.minutes}`;
  const start = `${from.date.slice(5)} ${from.minutes}`;
  return from.date === to.date ? `${start}–${to.minutes}` : `${start} – ${to.date.slice(5)} ${to.minutes}`;
}

const ageSteps = [
  { seconds: 86_400, unit: 'd' },
  { seconds: 3600, unit: 'h' },
  { seconds: 60, unit: 'min' },
  { seconds: 1, unit: 's' },
] as const;

/** `4 d 6 h`, `12 min`, `8 s`: the two largest units, the second left out when it is zero or a second. */
const nearlyWhole = 0.9;

export function span(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const index = ageSteps.findIndex((step) => whole >= step.seconds);
  const step = ageSteps[index];
  if (step === undefined) return `0${narrowSpace}s`;
  const first = `${Math.floor(whole / step.seconds)}${narrowSpace}${step.unit}`;
  const next = ageSteps[index + 1];
  const rest = next === undefined || next.unit === 's' ? 0 : Math.floor((whole % step.seconds) / next.seconds);
  return next === undefined || rest === 0 ? first : `${first} ${rest}${narrowSpace}${next.unit}`;
}

export const isWatchedInPart = (watchedSeconds: number, windowSeconds: number): boolean => watchedSeconds > 0 && watchedSeconds <= windowSeconds * nearlyWhole;

/** Rates are over what was watched; where that is not nearly the whole window, this says so. */
export function partlyWatched({
  from,
  to,
  watchedSeconds,
}: {
  readonly from: string;
  readonly to: string;
  readonly watchedSeconds: number;
}): string | undefined {
  const windowSeconds = (Date.parse(to) - Date.parse(from)) / 1000;
  if (!isWatchedInPart(watchedSeconds, windowSeconds)) return undefined;
  return `Rates are over the ${span(watchedSeconds)} of ${span(windowSeconds)} that were watched`;
}

/** Of the edges without series, only what came last was read. */
export function partlyTold({ from, to, flowsSince }: { readonly from: string; readonly to: string; readonly flowsSince?: string }): string | undefined {
  if (flowsSince === undefined) return undefined;
  const secondsSince = (time: string) => (Date.parse(to) - Date.parse(time)) / 1000;
  return `Dotted lines count the last ${span(secondsSince(flowsSince))} of ${span(secondsSince(from))}: there is more than can be read`;
}

/** `8 s ago`; the clocks of two machines differ, so the future is now. */
export function ago(atMs: number, nowMs: number): string {
  const seconds = (nowMs - atMs) / 1000;
  return seconds < 2 ? 'now' : `${span(seconds)} ago`;
}

/** The value of an `<input type="datetime-local">` for a moment, and back. */
export function toInput(ms: number, zone: Zone): string {
  const { date, minutes } = parts(ms, zone);
  return `${date}T${minutes}`;
}
export function fromInput(text: string, zone: Zone): number {
  return Date.parse(zone === 'UTC' ? `${text}Z` : text);
}
