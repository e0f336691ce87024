import { badInput } from '../problem.ts';
import type { LogWindow } from '../store/logs/log-store.ts';

const defaultWindowMs = 15 * 60_000;
const allowed = 'a moment as RFC 3339 (2026-01-31T12:00:00Z) or as milliseconds since the epoch (1769860800000)';
const rfc3339 = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?([Zz]|[+-]\d\d:\d\d)$/;

/** In microseconds; what is finer is cut. */
function momentUs(field: string, text: string): number {
  if (/^\d{1,14}$/.test(text)) return Number(text) * 1000;
  const [, date = '', clock = '', fraction = '', zone = ''] = rfc3339.exec(text) ?? [];
  const us = Date.parse(`${date}T${clock}${zone.toUpperCase()}`) * 1000 + Number(fraction.padEnd(6, '0').slice(0, 6));
  if (Number.isNaN(us)) throw badInput(field, allowed, `${field} is "${text}", which is not ${allowed}`);
  return us;
}

/** `to` defaults to now, `from` to 15 minutes before it. */
export function logWindow({ from, to }: { readonly from?: string; readonly to?: string }, nowMs: number): LogWindow {
  // The clock of a line may be a little ahead.
  const toUs = to === undefined ? (nowMs + 1000) * 1000 : momentUs('to', to);
  const fromUs = from === undefined ? toUs - defaultWindowMs * 1000 : momentUs('from', from);
  if (fromUs >= toUs) throw badInput('from', 'a moment before to', `from (${from ?? fromUs}) is not before to (${to ?? toUs})`);
  return { fromUs, toUs };
}
