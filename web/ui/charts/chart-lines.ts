import type uPlot from 'uplot';
import { decimated, plain, type Values, valueAt } from '../../lib/decimate.ts';
import { stacked } from '../../lib/stack.ts';

export interface Line {
  readonly label: string;
  /** A token, for example `--cat-1`. */
  readonly colour: string;
  readonly values: Values;
  /** A limit rather than a measure. */
  readonly dashed?: boolean;
}

/** In the order in which they are drawn: what lies at the bottom of a stack comes last, over the others; a limit stands on nothing. */
export function drawnLines(lines: readonly Line[], stack: boolean): Line[] {
  if (!stack) return [...lines];
  const parts = lines.filter(({ dashed }) => dashed !== true);
  const sums = stacked(parts.map(({ values }) => plain(values)));
  const standing = parts.map((line, index) => ({ ...line, values: sums[index] ?? [] }));
  return [...standing.reverse(), ...lines.filter(({ dashed }) => dashed === true)];
}

interface Plotted {
  readonly data: uPlot.AlignedData;
  /** The step of the lines that a point of the plot stands for. */
  readonly stepAt: (point: number) => number;
}

/** What is plotted of lines over the same steps: no more points than can be seen. */
export function plotted(lines: readonly Line[], startMs: number, stepSeconds: number): Plotted {
  const found = decimated(lines.map(({ values }) => values));
  const times = found.at.map((step) => startMs / 1000 + step * stepSeconds);
  return { data: [times, ...found.lines.map((values) => [...values])], stepAt: (point) => Math.floor(found.at[point] ?? 0) };
}

/** Its last value that is known. */
export function lastKnown(values: Values): number | null {
  for (let step = values.length - 1; step >= 0; step -= 1) {
    const value = valueAt(values, step);
    if (value !== null) return value;
  }
  return null;
}

/** The largest of now first; lines that are the same keep their order. */
export function byLatest(lines: readonly Line[]): Line[] {
  const latest = (line: Line) => lastKnown(line.values) ?? Number.NEGATIVE_INFINITY;
  return lines.toSorted((one, other) => compare(latest(other), latest(one)));
}

const compare = (one: number, other: number): number => (one === other ? 0 : one - other);
