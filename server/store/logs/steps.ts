import type { Rule } from '#contract/find/term.ts';
import type { DayReader, Read } from './day-reader.ts';
import type { LogOrder, LogPlace, LogWindow } from './log-store.ts';

const hourUs = 3600e6;

/** What of a window comes behind a place: the microsecond of the place may have more. */
export function leftOf({ fromUs, toUs }: LogWindow, after: LogPlace | undefined, order: LogOrder): LogWindow {
  if (after === undefined) return { fromUs, toUs };
  return order === 'newest' ? { fromUs, toUs: Math.min(toUs, after.us + 1) } : { fromUs: Math.max(fromUs, after.us), toUs };
}

/** Where in a window there may be lines of a rule: whole hours, as far as they are in it, in an order. */
export function spansOf(readers: readonly DayReader[], window: LogWindow, rule: Rule, order: LogOrder): LogWindow[] {
  const hours = [...new Set(readers.flatMap((reader) => reader.hours(window, rule)))].sort((a, b) => a - b);
  const spans: { fromUs: number; toUs: number }[] = [];
  for (const hour of hours) {
    const [fromUs, toUs] = [Math.max(window.fromUs, hour * hourUs), Math.min(window.toUs, (hour + 1) * hourUs)];
    const last = spans.at(-1);
    if (last?.toUs === fromUs) last.toUs = toUs;
    else if (fromUs < toUs) spans.push({ fromUs, toUs });
  }
  return order === 'newest' ? spans.reverse() : spans;
}

/** The first part of a window, in an order, which has about so many lines in one of the files and hardly more in any other. */
export function stepOf(readers: readonly DayReader[], window: LogWindow, order: LogOrder, lines: number): LogWindow {
  const times = readers.map((reader) => reader.timeAbout(window, order, lines)).filter((us) => us !== undefined);
  if (order === 'newest') return { fromUs: Math.max(window.fromUs, ...times), toUs: window.toUs };
  return { fromUs: window.fromUs, toUs: Math.min(window.toUs, ...times.map((us) => us + 1)) };
}

/** What was read of several files in one order, up to where all of them were looked at. */
export function together(reads: readonly Read[], order: LogOrder): Read {
  const stops = reads.map(({ stoppedUs }) => stoppedUs).filter((us) => us !== undefined);
  const lines = reads.flatMap((read) => read.lines).sort((one, other) => (order === 'newest' ? newestFirst(one, other) : newestFirst(other, one)));
  if (stops.length === 0) return { lines };
  const stoppedUs = order === 'newest' ? Math.max(...stops) : Math.min(...stops);
  return { lines: lines.filter(({ us }) => (order === 'newest' ? us >= stoppedUs : us <= stoppedUs)), stoppedUs };
}

/** What of a window is left behind a step, or behind where the step stopped. */
export function behind({ fromUs, toUs }: LogWindow, step: LogWindow, order: LogOrder, stoppedUs: number | undefined): LogWindow {
  return order === 'newest' ? { fromUs, toUs: stoppedUs ?? step.fromUs } : { fromUs: stoppedUs === undefined ? step.toUs : stoppedUs + 1, toUs };
}

/** The place before all that is left. */
export function startOf({ fromUs, toUs }: LogWindow, order: LogOrder): LogPlace {
  return { us: order === 'newest' ? toUs : fromUs, day: '', part: 0, id: 0 };
}

function newestFirst(one: LogPlace, other: LogPlace): number {
  if (one.us !== other.us) return other.us - one.us;
  if (one.day !== other.day) return one.day < other.day ? 1 : -1;
  return other.part - one.part || other.id - one.id;
}
