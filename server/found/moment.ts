import { badInput } from '../problem.ts';

const allowed = 'a moment as RFC 3339 (2026-01-31T12:00:00Z) or as milliseconds since the epoch (1769860800000)';
const rfc3339 = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?([Zz]|[+-]\d\d:\d\d)$/;
const defaultWindowUs = 15 * 60e6;
/** The clock of another host may be a little ahead. */
const aheadMs = 1000;

/** In microseconds; what is finer is cut. */
export function momentUs(field: string, text: string): number {
  if (/^\d{1,14}$/.test(text)) return Number(text) * 1000;
  const [, date = '', clock = '', fraction = '', zone = ''] = rfc3339.exec(text) ?? [];
  const us = Date.parse(`${date}T${clock}${zone.toUpperCase()}`) * 1000 + Number(fraction.padEnd(6, '0').slice(0, 6));
  if (Number.isNaN(us)) throw badInput(field, allowed, `${field} is "${text}", which is not ${allowed}`);
  return us;
}

/** `to` defaults to now, `from` to 15 minutes before it. In microseconds. */
export function windowUs({ from, to }: { readonly from?: string; readonly to?: string }, nowMs: number): { fromUs: number; toUs: number } {
  const toUs = to === undefined ? (nowMs + aheadMs) * 1000 : momentUs('to', to);
  const fromUs = from === undefined ? toUs - defaultWindowUs : momentUs('from', from);
  if (fromUs >= toUs) throw badInput('from', 'a moment before to', `from (${from ?? fromUs}) is not before to (${to ?? toUs})`);
  return { fromUs, toUs };
}
