import type { RawSeries } from '../store/prometheus.ts';
import type { Window } from '../topology/window.ts';

/** Evenly apart, each at a multiple of their length since the epoch; both ends included. */
export interface Steps {
  readonly startMs: number;
  readonly endMs: number;
  readonly stepSeconds: number;
  readonly count: number;
}

const mostSteps = 200;
/** Fewer scrapes in a step would make its value an accident of when they came. */
const leastScrapes = 3;
/** Lengths that a person counts in. */
const lengthsSeconds = [15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400];

export function stepsOf({ fromMs, toMs }: Window, intervalSeconds: number): Steps {
  const least = Math.max((toMs - fromMs) / 1000 / mostSteps, leastScrapes * intervalSeconds);
  const stepSeconds = lengthsSeconds.find((seconds) => seconds >= least) ?? Math.ceil(least);
  const stepMs = stepSeconds * 1000;
  const endMs = Math.floor(toMs / stepMs) * stepMs;
  const startMs = Math.min((Math.floor(fromMs / stepMs) + 1) * stepMs, endMs);
  return { startMs, endMs, stepSeconds, count: Math.round((endMs - startMs) / stepMs) + 1 };
}

/** One value per step; null where there is none. */
export function valuesOf({ startMs, stepSeconds, count }: Steps, found: Pick<RawSeries, 'atMs' | 'values'> | undefined): (number | null)[] {
  const byStep = new Map(found?.atMs.map((ms, index) => [Math.round((ms - startMs) / 1000 / stepSeconds), found.values[index]]));
  return Array.from({ length: count }, (_, step) => {
    const value = byStep.get(step);
    return value === undefined || !Number.isFinite(value) ? null : value;
  });
}
