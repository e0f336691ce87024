import type { Labels, RawSeries } from '../store/prometheus.ts';
import type { Window } from '../topology/window.ts';
import { agentStarts, exactCounts } from './raw-counts.ts';

/** What the raw samples of one edge say of a window: totals, and totals per step. */
export interface Tally {
  /** Whether such a series was scraped in the window. */
  has(name: string, where?: Labels): boolean;
  sum(name: string, where?: Labels): number;
  /** The same per step; null where no agent was scraped. */
  steps(name: string, where?: Labels): (number | null)[];
  /** Per second, in each step: over the time that the step's scrapes cover, so that a late scrape makes no dent. */
  rates(name: string, where?: Labels): (number | null)[];
  /** Totals by the values of labels. */
  by(name: string, labels: readonly string[]): { readonly values: readonly string[]; readonly total: number }[];
  /** The value of a gauge at the end of the window. */
  last(name: string, where?: Labels): number;
  /** Seconds of the window in which an agent was scraped. */
  readonly coveredSeconds: number;
}

export interface Tallying {
  add(starts: readonly RawSeries[], series: readonly RawSeries[]): void;
  end(): Tally;
}

export interface Steps {
  readonly stepMs: number;
  readonly count: number;
}

interface Line {
  readonly name: string;
  readonly labels: Labels;
  readonly perStep: Float64Array;
  total: number;
  last: number;
  inWindow: boolean;
}

interface Scrapes {
  readonly perStep: Float64Array;
  lastMs: number | undefined;
}

const matches = (labels: Labels, where: Labels) => Object.entries(where).every(([label, value]) => labels[label] === value);

export function tally(window: Window, { stepMs, count }: Steps, intervalSeconds: number): Tallying {
  const { fromMs, toMs } = window;
  const stepAt = (ms: number) => Math.min(count - 1, Math.max(0, Math.ceil((ms - fromMs) / stepMs) - 1));
  const lines = new Map<string, Line>();
  const starts = agentStarts();
  const scrapes = new Map<string, Scrapes>();

  const lineOf = (name: string, labels: Labels): Line => {
    const key = JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
    const line = lines.get(key) ?? { name, labels, perStep: new Float64Array(count), total: 0, last: 0, inWindow: false };
    lines.set(key, line);
    return line;
  };
  const counts = exactCounts(window, starts, ({ name, labels }, ms, delta) => {
    const line = lineOf(name, labels);
    line.total += delta;
    const step = stepAt(ms);
    line.perStep[step] = (line.perStep[step] ?? 0) + delta;
  });
  const cover = (ofNode: Scrapes, ms: number) => {
    if (ms > fromMs && ms <= toMs) {
      const step = stepAt(ms);
      const elapsedMs = ofNode.lastMs === undefined ? intervalSeconds * 1000 : ms - ofNode.lastMs;
      ofNode.perStep[step] = (ofNode.perStep[step] ?? 0) + elapsedMs / 1000;
    }
    ofNode.lastMs = ms;
  };
  const addStarts = (series: RawSeries) => {
    starts.add(series);
    const node = series.labels.node ?? '';
    const ofNode = scrapes.get(node) ?? { perStep: new Float64Array(count), lastMs: undefined };
    scrapes.set(node, ofNode);
    for (const ms of series.atMs) cover(ofNode, ms);
  };
  const addSeries = (series: RawSeries) => {
    counts.add(series);
    const line = lineOf(series.labels.__name__ ?? '', series.labels);
    line.inWindow ||= series.atMs.some((ms) => ms > fromMs && ms <= toMs);
    line.last = series.values.at(-1) ?? line.last;
  };
  return {
    add: (startSeries, series) => {
      startSeries.forEach(addStarts);
      series.forEach(addSeries);
    },
    end: () => reading([...lines.values()], coverage([...scrapes.values()], count)),
  };
}

/** Seconds of each step that were scraped, of the agent that was scraped most. */
function coverage(scrapes: readonly Scrapes[], count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, step) => Math.max(0, ...scrapes.map(({ perStep }) => perStep[step] ?? 0)));
}

function reading(lines: readonly Line[], covered: Float64Array): Tally {
  const of = (name: string, where: Labels = {}) => lines.filter((line) => line.name === name && matches(line.labels, where));
  const steps: Tally['steps'] = (name, where) => {
    const found = of(name, where);
    return Array.from(covered, (seconds, step) => (seconds === 0 ? null : found.reduce((sum, { perStep }) => sum + (perStep[step] ?? 0), 0)));
  };
  return {
    coveredSeconds: covered.reduce((sum, seconds) => sum + seconds, 0),
    has: (name, where) => of(name, where).some(({ inWindow }) => inWindow),
    sum: (name, where) => of(name, where).reduce((sum, { total }) => sum + total, 0),
    last: (name, where) => of(name, where).reduce((sum, { last }) => sum + last, 0),
    steps,
    rates: (name, where) => steps(name, where).map((value, step) => (value === null ? null : value / (covered[step] ?? 1))),
    by: (name, labels) => {
      const totals = new Map<string, { values: string[]; total: number }>();
      for (const line of of(name)) {
        const values = labels.map((label) => line.labels[label] ?? '');
        const group = totals.get(values.join('\n')) ?? { values, total: 0 };
        group.total += line.total;
        totals.set(values.join('\n'), group);
      }
      return [...totals.values()];
    },
  };
}
