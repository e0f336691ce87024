import type { Moment } from './moment.ts';

/** Seconds with or without a fraction, or milli-, micro- or nanoseconds: how many digits there are tells which. */
const digits = /^(\d{10})(?:[.,](\d{1,9})\d*|(\d{3}|\d{6}|\d{9}))?$/;

/** Of seconds, milli-, micro- or nanoseconds since the epoch, as a text. */
export function epochMoment(text: string): Moment | undefined {
  const [, seconds, point, rest] = digits.exec(text) ?? [];
  return seconds === undefined ? undefined : { ms: Number(seconds) * 1000, fraction: point ?? rest ?? '' };
}
