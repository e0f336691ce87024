import { badInput } from '../problem.ts';
import { iso, type Range, type Window } from '../topology/window.ts';

const defaultWindowMs = 15 * 60_000;
/** The clock of another host may be a little ahead. */
const aheadMs = 1000;
const allowed = 'a moment as RFC 3339 (2026-01-31T12:00:00Z) or as milliseconds since the epoch (1769860800000)';
const rfc3339 = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)$/;
const lastMs = 8.64e15;

export function eventMoment(field: string, text: string): number {
  const ms = /^\d{1,16}$/.test(text) ? Number(text) : rfc3339.test(text) ? Date.parse(text) : Number.NaN;
  if (!(ms <= lastMs)) throw badInput(field, allowed, `${field} is "${text}", which is not ${allowed}`);
  return ms;
}

/** `to` defaults to now, `from` to 15 minutes before it. */
export function eventWindow({ from, to }: Range, nowMs: number): Window {
  const toMs = to === undefined ? nowMs + aheadMs : eventMoment('to', to);
  const fromMs = from === undefined ? toMs - defaultWindowMs : eventMoment('from', from);
  if (fromMs >= toMs) throw badInput('from', 'a moment before to', `from (${iso(fromMs)}) is not before to (${iso(toMs)})`);
  return { fromMs, toMs };
}
