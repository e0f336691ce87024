import type { Labels, RawSeries } from '../store/prometheus.ts';

/**
 * What Prometheus does with a rule, over values that are there already (rules/alerting.go): a label set that the expression gives
 * is pending, and firing from the first evaluation on that is `for` after the one it began with; one that an evaluation does not
 * give is resolved there.
 */

/** One label set from its first evaluation to the one that did not give it any more. */
export interface Episode {
  readonly labels: Labels;
  readonly activeMs: number;
  /** Null: it was never true for long enough. */
  readonly firedMs: number | null;
  /** Null: it is still true at the end. */
  readonly endedMs: number | null;
  /** Of all values while it was true, the one furthest from 0; null where there is none but NaN. */
  readonly peak: number | null;
}

interface Active {
  readonly labels: Labels;
  readonly activeMs: number;
  firedMs: number | null;
  lastMs: number;
  peak: number | null;
}

/** Two series become one alert: then Prometheus takes neither. */
export class TwiceTheSame extends Error {
  readonly labels: Labels;
  constructor(labels: Labels) {
    super('two series become one alert');
    this.labels = labels;
  }
}

function further(peak: number | null, value: number): number | null {
  if (Number.isNaN(value)) return peak;
  return peak === null || Math.abs(value) > Math.abs(peak) ? value : peak;
}

type Point = readonly [ms: number, value: number];

interface Values {
  readonly labels: Labels;
  readonly points: readonly Point[];
}

function inOrder(labels: Labels, points: readonly Point[]): readonly Point[] {
  const sorted = points.toSorted(([a], [b]) => a - b);
  if (sorted.some(([ms], index) => index > 0 && sorted[index - 1]?.[0] === ms)) throw new TwiceTheSame(labels);
  return sorted;
}

const keyOf = (labels: Labels): string => JSON.stringify(Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1)));

export interface ReplayOptions {
  readonly stepMs: number;
  readonly forMs: number;
}

export class Replay {
  readonly #options: ReplayOptions;
  readonly #active = new Map<string, Active>();
  readonly #over: Episode[] = [];

  constructor(options: ReplayOptions) {
    this.#options = options;
  }

  /** The values of evaluations that follow those before; the last of them is at `endMs`. */
  feed(series: readonly RawSeries[], endMs: number): void {
    for (const [key, { labels, points }] of this.#alerts(series)) for (const [ms, value] of points) this.#see(key, labels, ms, value);
    for (const [key, { lastMs }] of this.#active) if (lastMs < endMs - this.#options.stepMs / 2) this.#end(key);
  }

  /** All that was true at some time, in the order in which they began. */
  episodes(): Episode[] {
    const still = [...this.#active.values()].map(({ lastMs: _, ...active }): Episode => ({ ...active, endedMs: null }));
    return [...this.#over, ...still].sort((a, b) => a.activeMs - b.activeMs);
  }

  get size(): number {
    return this.#over.length + this.#active.size;
  }

  /** The values of each label set in the order of time, whichever series they are of. */
  #alerts(series: readonly RawSeries[]): Map<string, Values> {
    const alerts = new Map<string, Values>();
    for (const { labels, atMs, values } of series) {
      const { __name__: _, ...own } = labels;
      const key = keyOf(own);
      const points = atMs.map((ms, index): Point => [ms, values[index] ?? Number.NaN]);
      const known = alerts.get(key);
      alerts.set(key, { labels: own, points: known === undefined ? points : inOrder(own, [...known.points, ...points]) });
    }
    return alerts;
  }

  #see(key: string, labels: Labels, ms: number, value: number): void {
    const { stepMs, forMs } = this.#options;
    let active = this.#active.get(key);
    if (active !== undefined && ms - active.lastMs > 1.5 * stepMs) {
      this.#end(key);
      active = undefined;
    }
    active ??= { labels, activeMs: ms, firedMs: null, lastMs: ms, peak: null };
    active.lastMs = ms;
    active.peak = further(active.peak, value);
    if (ms - active.activeMs >= forMs) active.firedMs ??= ms;
    this.#active.set(key, active);
  }

  #end(key: string): void {
    const active = this.#active.get(key);
    if (active === undefined) return;
    const { lastMs, ...rest } = active;
    this.#over.push({ ...rest, endedMs: lastMs + this.#options.stepMs });
    this.#active.delete(key);
  }
}
