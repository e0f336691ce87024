import type { Metric } from '#contract/metric.ts';
import type { EdgeFamily } from './edge-family.ts';
import type { EdgeEnd } from './tracked-edge.ts';

/** Decides for a handle where its end is exported now. */
export interface EdgePlaces {
  family(metric: Metric): EdgeFamily;
  /** `delta` is what is added, for who is told of it; 0 of a histogram. */
  increase(end: EdgeEnd, family: EdgeFamily, values: readonly string[], delta: number, add: (child: number) => void): void;
  move(end: EdgeEnd, family: EdgeFamily, delta: number): void;
  leave(end: EdgeEnd, gauges: readonly (number | undefined)[]): void;
  reject(metric: Metric): void;
}

/** Counts one thing at one end of an edge. It stays valid while the edge moves between its own series and `other`. */
export class EdgeHandle {
  readonly #places: EdgePlaces;
  readonly #end: EdgeEnd;
  readonly #gauges: (number | undefined)[] = [];
  #released = false;

  constructor(places: EdgePlaces, end: EdgeEnd) {
    this.#places = places;
    this.#end = end;
  }

  /** `values` are those of the metric's own labels, in their order. */
  add(metric: Metric, values: readonly string[], delta: number): void {
    if (delta === 0) return;
    const family = this.#places.family(metric);
    if (isIncrement(delta)) this.#places.increase(this.#usable(), family, values, delta, (child) => family.table.increase(child, 0, delta));
    else this.#places.reject(metric);
  }

  /** `bucketDeltas` holds one number per bound and one for +Inf, not cumulative. */
  observe(metric: Metric, values: readonly string[], bucketDeltas: Float64Array, sumDelta: number): void {
    if (bucketDeltas.length !== metric.buckets.length + 1)
      throw new Error(`${metric.name} has ${metric.buckets.length + 1} buckets, not ${bucketDeltas.length}`);
    if (sumDelta === 0 && bucketDeltas.every((delta) => delta === 0)) return;
    const family = this.#places.family(metric);
    if (isIncrement(sumDelta) && bucketDeltas.every(isIncrement))
      this.#places.increase(this.#usable(), family, values, 0, (child) => addBuckets(family, child, bucketDeltas, sumDelta));
    else this.#places.reject(metric);
  }

  /** Gauges of handles with the same labels add up. */
  set(metric: Metric, value: number): void {
    const family = this.#places.family(metric);
    const delta = value - (this.#gauges[family.index] ?? 0);
    if (delta === 0) return;
    if (Number.isFinite(value)) {
      this.#places.move(this.#usable(), family, delta);
      this.#gauges[family.index] = value;
    } else this.#places.reject(metric);
  }

  /** What was counted stays counted, its gauges are taken back. */
  release(): void {
    const end = this.#usable();
    this.#released = true;
    this.#places.leave(end, this.#gauges);
  }

  #usable(): EdgeEnd {
    if (this.#released) throw new Error(`counting on the edge ${this.#end.edge.text} after its release`);
    return this.#end;
  }
}

function isIncrement(delta: number): boolean {
  return delta >= 0 && Number.isFinite(delta);
}

function addBuckets({ table }: EdgeFamily, child: number, bucketDeltas: Float64Array, sumDelta: number): void {
  let count = 0;
  for (let line = 0; line < bucketDeltas.length; line++) {
    count += bucketDeltas[line] ?? 0;
    table.increase(child, line, count);
  }
  table.increase(child, bucketDeltas.length, sumDelta);
  table.increase(child, bucketDeltas.length + 1, count);
}
