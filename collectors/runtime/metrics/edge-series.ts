import type { Edge, Transport } from '#contract/identity.ts';
import type { Metric } from '#contract/metric.ts';
import type { ObservedEnd } from '#contract/metrics.ts';
import { EdgeBudget } from './edge-budget.ts';
import type { EdgeFamily } from './edge-family.ts';
import { EdgeHandle, type EdgePlaces } from './edge-handle.ts';
import { type EdgeEnd, edgeText, otherEdge, TrackedEdge } from './tracked-edge.ts';

/** An edge without increments for so many scrapes, and never more than this long, may lose its series to one that needs them. */
const idleScrapes = 60;
const mostIdleMs = 300_000;
/** Combinations of a metric's own labels at one end, where one of the labels has no closed list. */
const mostCombinations = 16;
const mostCombinationsInOther = 64;

/** What one end of an edge has in `other`: a count's increment, or the value of a gauge. */
export interface Unnamed {
  readonly end: EdgeEnd;
  readonly metric: Metric;
  readonly values: readonly string[];
  readonly value: number;
}

export interface EdgeSeriesOptions {
  readonly families: readonly EdgeFamily[];
  /** How many series all edges together may have; `other` is not among them. */
  readonly limit: number;
  readonly otherLimit: number;
  readonly scrapeIntervalMs: number;
  readonly nowMs: () => number;
  /** How long scrapers have been reading without a gap. */
  readonly scrapedForMs: () => number;
  /** A value that can't be true was left out. */
  readonly onInvalid: (metric: Metric) => void;
  /** What is counted in `other`, and whose it is. */
  readonly onUnnamed?: (unnamed: Unnamed) => void;
}

/** Counts edges within the series budget: each increment once, at the edge while it has a name, else in `other`. */
export class EdgeSeries implements EdgePlaces {
  readonly #options: EdgeSeriesOptions;
  readonly #families: ReadonlyMap<string, EdgeFamily>;
  readonly #budget: EdgeBudget;
  readonly #edges = new Map<string, TrackedEdge>();
  readonly #released = new Set<TrackedEdge>();
  readonly #other = otherEdge();
  readonly #idleMs: number;
  #named = 0;

  constructor(options: EdgeSeriesOptions) {
    this.#options = options;
    this.#idleMs = Math.min(mostIdleMs, idleScrapes * options.scrapeIntervalMs);
    this.#families = new Map(options.families.map((family) => [family.metric.name, family]));
    this.#budget = new EdgeBudget({
      limit: options.limit,
      idle: () => [...this.#edges.values()].filter((edge) => this.#mayDemote(edge)).sort((a, b) => a.lastActiveMs - b.lastActiveMs),
      mayDemote: (edge) => this.#mayDemote(edge),
      demote: (edge) => this.#demote(edge),
    });
    const most = this.#other.ends.reduce((sum, end) => sum + this.#mostInOther(end), 0);
    if (most > options.otherLimit) throw new Error(`the edge "other" may come to ${most} series, but its share of the budget is ${options.otherLimit}`);
    for (const end of this.#other.ends) this.#createOther(end);
  }

  /** One handle per thing that is counted, for example per entry of a kernel map; release it when that is gone. */
  at(edge: Edge, observed: ObservedEnd): EdgeHandle {
    const tracked = this.#track(edge);
    const end = tracked.end(observed);
    tracked.handles++;
    if (tracked !== this.#other) this.#expect(end, edge.transport);
    return new EdgeHandle(this, end);
  }

  /** Before a sweep: at most so many ends of edges are to be counted in it, the biggest first. */
  beginSweep(ends: number): void {
    this.#budget.beginSweep(ends);
  }

  /** After each sweep: edges that nobody counts any more vanish once they are idle. */
  endSweep(): void {
    for (const edge of this.#released) {
      if (edge.handles > 0) this.#released.delete(edge);
      else if (!edge.named || this.#mayDemote(edge)) this.#forget(edge);
    }
    this.#budget.endSweep();
  }

  get named(): number {
    return this.#named;
  }

  get inOther(): number {
    return this.#edges.size - this.#named;
  }

  /** The gauges that are in `other`. */
  *unnamedGauges(): Generator<Unnamed> {
    for (const edge of [this.#other, ...this.#edges.values()]) {
      for (const end of edge.ends) yield* this.#unnamedGaugesOf(end);
    }
  }

  increase(end: EdgeEnd, family: EdgeFamily, values: readonly string[], delta: number, add: (child: number) => void): void {
    const own = this.#own(end, family, values);
    add(own ?? this.#inOther(end, family, values));
    if (own === undefined && delta > 0) this.#options.onUnnamed?.({ end, metric: family.metric, values, value: delta });
    end.edge.lastActiveMs = this.#options.nowMs();
  }

  move(end: EdgeEnd, family: EdgeFamily, delta: number): void {
    const child = this.#own(end, family, []) ?? this.#inOther(end, family, []);
    end.gauges[family.index] = (end.gauges[family.index] ?? 0) + delta;
    family.table.increase(child, 0, delta);
    end.edge.lastActiveMs = this.#options.nowMs();
  }

  leave(end: EdgeEnd, gauges: readonly (number | undefined)[]): void {
    for (const family of this.#options.families) {
      const value = gauges[family.index] ?? 0;
      if (value === 0) continue;
      end.gauges[family.index] = (end.gauges[family.index] ?? 0) - value;
      family.table.increase(end.child(family, '') ?? this.#inOther(end, family, []), 0, -value);
    }
    end.edge.handles--;
    if (end.edge.handles === 0 && end.edge !== this.#other) this.#released.add(end.edge);
  }

  reject(metric: Metric): void {
    this.#options.onInvalid(metric);
  }

  family(metric: Metric): EdgeFamily {
    const family = this.#families.get(metric.name);
    if (family === undefined) throw new Error(`${metric.name} is not a metric with edge labels`);
    return family;
  }

  #track(of: Edge): TrackedEdge {
    const text = edgeText(of);
    if (text === this.#other.text) return this.#other;
    const known = this.#edges.get(text);
    if (known !== undefined) return known;
    const edge = new TrackedEdge(of, text, this.#options.nowMs());
    this.#edges.set(text, edge);
    return edge;
  }

  /** A new handle may bring a new end or transport, and with it series that exist at once. */
  #expect(end: EdgeEnd, transport: Transport): void {
    const { edge } = end;
    if (!end.transports.includes(transport)) {
      end.transports = end.transports.concat(transport);
      edge.atOnce = this.#atOnce(edge).reduce((sum, { family }) => sum + family.table.linesPerChild, 0);
      if (edge.named) this.#createAtOnce(edge);
    }
    this.#name(edge);
  }

  /** Whether the edge has a name, after giving it one where there is room. */
  #name(edge: TrackedEdge): boolean {
    if (edge.named) return true;
    if (!this.#budget.takeForName(edge)) return false;
    edge.named = true;
    this.#named++;
    this.#createAtOnce(edge);
    return true;
  }

  #atOnce({ ends }: TrackedEdge): { end: EdgeEnd; family: EdgeFamily }[] {
    return ends.flatMap((end) =>
      this.#options.families
        .filter((family) => end.transports.some((transport) => family.isAtOnce(transport, end.observed)))
        .map((family) => ({ end, family })),
    );
  }

  #createAtOnce(edge: TrackedEdge): void {
    for (const { end, family } of this.#atOnce(edge)) if (end.child(family, '') === undefined) this.#create(end, family, '');
  }

  #own(end: EdgeEnd, family: EdgeFamily, values: readonly string[]): number | undefined {
    if (end.edge === this.#other || !this.#name(end.edge)) return undefined;
    const key = boundedKey(end, family, values, family.use.mostCombinations ?? mostCombinations);
    return end.child(family, key) ?? this.#create(end, family, key);
  }

  #create(end: EdgeEnd, family: EdgeFamily, key: string): number | undefined {
    const { edge } = end;
    const series = family.table.linesPerChild;
    if (!this.#budget.takeForGrowth(edge, series)) return undefined;
    edge.series += series;
    const child = family.create(end.text, key);
    end.keep(family, key, child);
    const total = end.gauges[family.index] ?? 0;
    if (total !== 0) {
      family.table.put(child, 0, total);
      family.table.increase(this.#inOther(end, family, []), 0, -total);
    }
    return child;
  }

  #inOther({ observed }: EdgeEnd, family: EdgeFamily, values: readonly string[]): number {
    const end = this.#other.end(observed);
    const key = boundedKey(end, family, values, mostCombinationsInOther);
    const known = end.child(family, key);
    if (known !== undefined) return known;
    const child = family.create(end.text, key);
    end.keep(family, key, child);
    return child;
  }

  *#unnamedGaugesOf(end: EdgeEnd): Generator<Unnamed> {
    for (const { index, metric } of this.#options.families) {
      const value = end.gauges[index] ?? 0;
      if (value !== 0 && (end.edge === this.#other || !end.has(index))) yield { end, metric, values: [], value };
    }
  }

  #familiesAt({ observed }: EdgeEnd): EdgeFamily[] {
    return this.#options.families.filter(({ use }) => use.ends.includes(observed));
  }

  #mostInOther(end: EdgeEnd): number {
    return this.#familiesAt(end).reduce((sum, { labels, table }) => sum + labels.mostKeys(mostCombinationsInOther) * table.linesPerChild, 0);
  }

  #createOther(end: EdgeEnd): void {
    for (const family of this.#familiesAt(end)) {
      for (const key of family.labels.closedKeys()) end.keep(family, key, family.create(end.text, key));
    }
  }

  /** Idle, and scraped all that time: what no scraper has seen can't vanish. */
  #mayDemote(edge: TrackedEdge): boolean {
    return edge.named && Math.min(this.#options.nowMs() - edge.lastActiveMs, this.#options.scrapedForMs()) >= this.#idleMs;
  }

  #demote(edge: TrackedEdge): void {
    for (const end of edge.ends) {
      for (const { family, child } of end.children(this.#options.families)) {
        family.table.remove(child);
        const total = end.gauges[family.index] ?? 0;
        if (total !== 0) family.table.increase(this.#inOther(end, family, []), 0, total);
      }
      end.forget();
    }
    edge.named = false;
    edge.series = 0;
    this.#named--;
    this.#budget.giveBack(edge);
  }

  #forget(edge: TrackedEdge): void {
    if (edge.named) this.#demote(edge);
    this.#edges.delete(edge.text);
    this.#released.delete(edge);
  }
}

function boundedKey(end: EdgeEnd, family: EdgeFamily, values: readonly string[], most: number): string {
  const key = family.labels.key(values, false);
  if (family.labels.allClosed || end.child(family, key) !== undefined || end.combinations(family) < most) return key;
  return family.labels.key(values, true);
}
