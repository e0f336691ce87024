import type { Alert } from '#contract/alerts.ts';
import type { Window } from '../topology/window.ts';

/** Which times explain an alert. */

type Timed = Pick<Alert, 'since' | 'resolvedAt'>;

const minuteMs = 60_000;
const beforeMs = 30 * minuteMs;
export const afterMs = 5 * minuteMs;
/** Of one that lasts, the beginning tells why. */
const longestMs = 6 * 3_600_000;
const aroundMs = 10 * minuteMs;
/** Less says little of what is usual. */
const shortestMs = 5 * minuteMs;
/** Lines are counted in it, and in as long a time before it. */
const mostCountedMs = 60 * minuteMs;

const endOf = ({ resolvedAt }: Timed, nowMs: number): number => (resolvedAt === null ? nowMs : Math.min(nowMs, Date.parse(resolvedAt)));

/** The alert with what led to it, as it is drawn. */
export function windowOf(alert: Timed, nowMs: number): Window {
  const sinceMs = Date.parse(alert.since);
  const endMs = alert.resolvedAt === null ? nowMs : endOf(alert, nowMs) + afterMs;
  return { fromMs: sinceMs - beforeMs, toMs: Math.min(nowMs, endMs, sinceMs + longestMs) };
}

/** What happened when it began. */
export function aroundOf({ since }: Timed, nowMs: number): Window {
  const sinceMs = Date.parse(since);
  return { fromMs: sinceMs - aroundMs, toMs: Math.min(nowMs, sinceMs + aroundMs) };
}

/** The time of the alert itself. `begunMs`: its condition held from then on, which is before it fired. */
export function duringOf(alert: Timed, begunMs: number, nowMs: number): Window {
  const fromMs = Math.min(begunMs, Date.parse(alert.since));
  const toMs = Math.min(endOf(alert, nowMs), fromMs + mostCountedMs);
  return { fromMs: Math.min(fromMs, toMs - shortestMs), toMs };
}

/** Of a time before that is shorter nothing can be said. */
const leastBeforeMs = 30_000;

export interface Compared {
  readonly during: Window;
  readonly before?: Window;
}

/** The time before, as long as that of the alert. */
export const beforeOf = ({ fromMs, toMs }: Window): Window => ({ fromMs: 2 * fromMs - toMs, toMs: fromMs });

/**
 * In which times lines are counted, where the oldest that is kept of both is of `keptMs`. Where not even the shortest time lies before that of
 * the alert, what is kept is parted where the alert itself began.
 */
export function comparedOf(during: Window, begunMs: number, keptMs: number): Compared {
  const before = beforeOf(during);
  // Nobody may have said anything in the first of its seconds.
  if (keptMs <= before.fromMs + (before.toMs - before.fromMs) / 10) return { during, before };
  const fromMs = during.fromMs - keptMs >= shortestMs ? during.fromMs : Math.max(during.fromMs, Math.min(begunMs, during.toMs));
  if (fromMs - keptMs < leastBeforeMs || fromMs >= during.toMs) return { during: { fromMs: Math.max(during.fromMs, keptMs), toMs: during.toMs } };
  return { during: { fromMs, toMs: during.toMs }, before: { fromMs: keptMs, toMs: fromMs } };
}
