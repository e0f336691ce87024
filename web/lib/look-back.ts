import { bounds, clock, ranges, stamp, type TimeScope, type Zone } from './time.ts';

/** How far back one sees beside a window of at most so long, and how far one step goes. */
const strips = [
  { windowSeconds: 300, stripSeconds: 3600, stepSeconds: 60 },
  { windowSeconds: 900, stripSeconds: 10_800, stepSeconds: 60 },
  { windowSeconds: 1800, stripSeconds: 21_600, stepSeconds: 300 },
  { windowSeconds: 3600, stripSeconds: 43_200, stepSeconds: 600 },
  { windowSeconds: 10_800, stripSeconds: 86_400, stepSeconds: 1200 },
  { windowSeconds: 43_200, stripSeconds: 259_200, stepSeconds: 3600 },
  { windowSeconds: 86_400, stripSeconds: 604_800, stepSeconds: 7200 },
] as const;
const longest = { stripSeconds: 1_296_000, stepSeconds: 43_200 } as const;

/** Of this length the strip is drawn anew while it follows the clock. */
const pointsAcross = 180;

/** What lies beside the window that is shown. */
export interface Strip {
  readonly fromMs: number;
  readonly toMs: number;
  /** The least and the greatest moment that can be shown. */
  readonly leastMs: number;
  readonly stepMs: number;
  readonly windowMs: number;
}

/** It ends now, or, for a window that is older than it reaches, a quarter of its length after the window, on quarters, so that it stands while one steps. */
export function stripOf(time: TimeScope, nowMs: number): Strip {
  const { fromMs, toMs } = bounds(time, nowMs);
  const windowMs = toMs - fromMs;
  const { stripSeconds, stepSeconds } = strips.find((strip) => windowMs <= strip.windowSeconds * 1000) ?? longest;
  const stripMs = Math.max(stripSeconds * 1000, windowMs * 2);
  const gridMs = stripMs / pointsAcross;
  const presentMs = Math.floor(nowMs / gridMs) * gridMs;
  const quarterMs = stripMs / 4;
  const endMs = fromMs >= presentMs - stripMs ? presentMs : Math.min((Math.floor(toMs / quarterMs) + 1) * quarterMs, presentMs);
  return { fromMs: endMs - stripMs, toMs: endMs, leastMs: endMs - stripMs + windowMs, stepMs: stepSeconds * 1000, windowMs };
}

/** Nearer to the present than this is the present. */
const nowWithinMs = 5000;

const isRange = (windowMs: number) => ranges.find(({ seconds }) => seconds * 1000 === windowMs);

/** The same window, ending at another moment; at the present it follows the clock again. */
export function endingAt(time: TimeScope, atMs: number, nowMs: number): TimeScope {
  const { fromMs, toMs } = bounds(time, nowMs);
  const range = time.kind === 'fixed' ? isRange(toMs - fromMs)?.id : time.range;
  const isNow = atMs >= nowMs - nowWithinMs;
  if (range !== undefined) return isNow ? { kind: 'live', range } : { kind: 'paused', range, to: new Date(atMs).toISOString() };
  const endMs = Math.min(atMs, nowMs);
  return { kind: 'fixed', from: new Date(endMs - (toMs - fromMs)).toISOString(), to: new Date(endMs).toISOString() };
}

/** So many steps on, exactly, never beyond the strip; past its end is the present. */
export function stepped({ stepMs, leastMs }: Strip, atMs: number, steps: number, nowMs: number): number {
  const next = atMs + steps * stepMs;
  return next >= nowMs ? nowMs : Math.max(next, Math.min(leastMs, atMs));
}

const farSteps = 6;
const stepsOfKeys: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -farSteps, PageUp: farSteps };

/** Where a key leads; nowhere for most of them. */
export function byKey(key: string, strip: Strip, atMs: number, nowMs: number): number | undefined {
  if (key === 'Home') return strip.leastMs;
  if (key === 'End') return nowMs;
  const steps = stepsOfKeys[key];
  return steps === undefined ? undefined : stepped(strip, atMs, steps, nowMs);
}

export interface Tick {
  readonly atMs: number;
  readonly label: string;
}

const tickSeconds = [600, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400, 172_800, 604_800];
const daySeconds = 86_400;

/** Round moments of the reader's own clock, at most so many; days by their date. */
export function ticksOf({ fromMs, toMs }: Pick<Strip, 'fromMs' | 'toMs'>, most: number, zone: Zone): Tick[] {
  const seconds = tickSeconds.find((length) => (toMs - fromMs) / 1000 / length <= most) ?? daySeconds * 30;
  const stepMs = seconds * 1000;
  const shiftMs = zone === 'UTC' ? 0 : new Date(toMs).getTimezoneOffset() * 60_000;
  const first = Math.ceil((fromMs - shiftMs) / stepMs) * stepMs + shiftMs;
  const count = Math.max(Math.floor((toMs - first) / stepMs) + 1, 0);
  const label = (ms: number) => (seconds >= daySeconds ? stamp(ms, zone).slice(5, 10) : clock(ms, zone));
  return Array.from({ length: count }, (_, index) => ({ atMs: first + index * stepMs, label: label(first + index * stepMs) }));
}
