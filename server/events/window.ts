import { momentUs, windowUs } from '../found/moment.ts';
import type { Range, Window } from '../topology/window.ts';

/** Events are told to the millisecond. */
export const eventMoment = (field: string, text: string): number => Math.floor(momentUs(field, text) / 1000);

/** `to` defaults to now, `from` to 15 minutes before it. */
export function eventWindow(range: Range, nowMs: number): Window {
  const { fromUs, toUs } = windowUs(range, nowMs);
  return { fromMs: fromUs / 1000, toMs: toUs / 1000 };
}
