import { badInput } from '../problem.ts';

export interface Window {
  readonly fromMs: number;
  readonly toMs: number;
}

/** As it stands in a query. */
export interface Range {
  readonly from?: string;
  readonly to?: string;
}

const defaultWindowMs = 15 * 60_000;

const momentAllowed = 'a moment as RFC 3339 (2026-01-31T12:00:00Z) or as seconds since the epoch (1769860800)';
const rfc3339 = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)$/;
const epochSeconds = /^\d{1,11}(\.\d{1,9})?$/;

export function parseMoment(field: string, text: string): number {
  const ms = epochSeconds.test(text) ? Number(text) * 1000 : rfc3339.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) throw badInput(field, momentAllowed, `${field} is "${text}", which is not ${momentAllowed}`);
  return Math.round(ms);
}

export interface WindowLimits {
  readonly nowMs: number;
  readonly retentionMs: number;
  /** Ends lie on multiples of it, so that those who ask in the same moment ask the same. */
  readonly gridMs: number;
}

/** `to` defaults to now, `from` to 15 minutes before it; a `to` in the future is now. */
export function parseWindow(range: Range, { nowMs, retentionMs, gridMs }: WindowLimits): Window {
  const onGrid = (ms: number) => Math.floor(ms / gridMs) * gridMs;
  const toMs = Math.min(range.to === undefined ? nowMs : parseMoment('to', range.to), nowMs);
  const fromMs = range.from === undefined ? toMs - defaultWindowMs : parseMoment('from', range.from);
  if (fromMs >= toMs) throw badInput('from', 'a moment before to', `from (${iso(fromMs)}) is not before to (${iso(toMs)})`);
  const days = Math.round(retentionMs / 86_400_000);
  if (fromMs < nowMs - retentionMs - gridMs) {
    throw badInput('from', `at most ${days} days before now, which is what is kept`, `from (${iso(fromMs)}) is before anything that is kept: ${days} days`);
  }
  const window = { fromMs: onGrid(fromMs), toMs: onGrid(toMs) };
  return window.fromMs < window.toMs ? window : { fromMs: window.toMs - gridMs, toMs: window.toMs };
}

const justNowMs = 10_000;

/** A window that ends now was cut to a grid; what happened since belongs to it. */
export function upToNow({ fromMs, toMs }: Window): Window {
  return { fromMs, toMs: Date.now() - toMs < justNowMs ? Date.now() : toMs };
}

export function iso(ms: number): string {
  return new Date(ms).toISOString();
}
