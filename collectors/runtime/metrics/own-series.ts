import type { Family } from './exposition.ts';
import { labelText, linePrefix } from './label-text.ts';
import { OwnLabels } from './own-labels.ts';
import type { SeriesShare } from './series-share.ts';

/** Beyond this many label sets, a metric's labels without a closed list are all `other`. */
const mostChildren = 200;

export interface Counter {
  /** `values` in the order of the metric's labels; a value outside a closed list counts as `other`. With 0 the series is there. */
  add(values: readonly string[], delta: number): void;
  /** Ends the series of what is gone; one with the same labels begins at 0 again. */
  remove(values: readonly string[]): void;
}

export interface GaugeRow {
  readonly values: readonly string[];
  readonly value: number;
}

export interface Gauge {
  /** Of a metric whose labels all have closed lists. */
  set(values: readonly string[], value: number): void;
  /** The whole set at once: rows that are not in it vanish, rows with the same labels add up. */
  replace(rows: Iterable<GaugeRow>): void;
}

export interface OwnSeriesOptions {
  readonly family: Family;
  /** Shared with other metrics. Every closed value has its room there from the start; of an open metric, the row `other`. */
  readonly share: SeriesShare;
  /** A value was counted with `other`: there is no more room. */
  readonly onOverflow: () => void;
}

/** The series of a metric without edge labels. A counter's exist from the start, with every closed value. */
export class OwnSeries implements Counter, Gauge {
  readonly #family: Family;
  readonly #share: SeriesShare;
  readonly #onOverflow: () => void;
  readonly #labels: OwnLabels;
  /** Whose room is never given back. */
  readonly #roomy: ReadonlySet<string>;
  readonly #children = new Map<string, number>();

  constructor({ family, share, onOverflow }: OwnSeriesOptions) {
    this.#family = family;
    this.#share = share;
    this.#onOverflow = onOverflow;
    this.#labels = new OwnLabels(family.metric, family.metric.labels);
    const closed = this.#labels.allClosed ? this.#labels.closedKeys() : [];
    this.#roomy = new Set([...closed, this.#labels.otherKey]);
    if (!share.take(this.#roomy.size)) throw new Error(`the share of ${family.metric.name} in the series budget is too small: raise it`);
    if (family.metric.type === 'counter') for (const key of closed) this.#create(key);
  }

  add(values: readonly string[], delta: number): void {
    if (!(delta >= 0 && Number.isFinite(delta))) throw new RangeError(`${this.#family.metric.name} grows by a finite number, not by ${delta}`);
    this.#family.table.increase(this.#child(values, delta > 0), 0, delta);
  }

  remove(values: readonly string[]): void {
    const key = this.#labels.key(values, false);
    const child = this.#children.get(key);
    if (child !== undefined) this.#remove(key, child);
  }

  set(values: readonly string[], value: number): void {
    if (!this.#labels.allClosed) throw new Error(`${this.#family.metric.name} has open labels: replace all its rows at once`);
    this.#family.table.put(this.#child(values), 0, value);
  }

  replace(rows: Iterable<GaugeRow>): void {
    const wanted = [...rows];
    const keys = new Set(wanted.map(({ values }) => this.#labels.key(values, false)));
    for (const [key, child] of this.#children) if (!keys.has(key)) this.#remove(key, child);
    const totals = new Map<number, number>();
    for (const { values, value } of wanted) {
      const child = this.#child(values);
      totals.set(child, (totals.get(child) ?? 0) + value);
    }
    for (const [child, total] of totals) this.#family.table.put(child, 0, total);
  }

  #child(values: readonly string[], isUpdate = true): number {
    const exact = this.#labels.key(values, false);
    const child = this.#children.get(exact) ?? (this.#isFull ? undefined : this.#tryCreate(exact));
    if (child !== undefined) return child;
    if (isUpdate) this.#onOverflow();
    const bounded = this.#labels.key(values, true);
    const { otherKey } = this.#labels;
    return this.#children.get(bounded) ?? this.#tryCreate(bounded) ?? this.#children.get(otherKey) ?? this.#create(otherKey);
  }

  get #isFull(): boolean {
    return !this.#labels.allClosed && this.#children.size >= mostChildren;
  }

  #tryCreate(key: string): number | undefined {
    return this.#roomy.has(key) || this.#share.take(1) ? this.#create(key) : undefined;
  }

  #create(key: string): number {
    const { metric, table } = this.#family;
    const child = table.add([linePrefix(metric.name, labelText(metric.labels, this.#labels.valuesOf(key)))], metric.type !== 'gauge');
    this.#children.set(key, child);
    return child;
  }

  #remove(key: string, child: number): void {
    this.#children.delete(key);
    this.#family.table.remove(child);
    if (!this.#roomy.has(key)) this.#share.giveBack(1);
  }
}
