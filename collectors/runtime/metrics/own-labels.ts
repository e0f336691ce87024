import type { Metric } from '#contract/metric.ts';
import { labelValue, separator } from './label-text.ts';

/** Some labels of a metric, and which values each may have. */
export class OwnLabels {
  readonly names: readonly string[];
  readonly allClosed: boolean;
  readonly #metric: Metric;
  readonly #lists: readonly (ReadonlySet<string> | undefined)[];

  constructor(metric: Metric, names: readonly string[]) {
    this.#metric = metric;
    this.names = names;
    this.#lists = names.map((name) => {
      const list = metric.values[name];
      return list === undefined ? undefined : new Set(list);
    });
    this.allClosed = !this.#lists.includes(undefined);
  }

  /**
   * One string per combination of values. A value outside of a closed list is `other`; with `bounded` so is
   * every value of a label without a list.
   */
  key(values: readonly string[], bounded: boolean): string {
    if (values.length !== this.names.length)
      throw new Error(`${this.#metric.name} needs ${this.names.length} values (${this.names.join(', ')}), not ${values.length}`);
    if (values.length === 1) return this.#value(values[0] ?? '', 0, bounded);
    return values.map((value, index) => this.#value(value, index, bounded)).join(separator);
  }

  valuesOf(key: string): string[] {
    return this.names.length === 0 ? [] : key.split(separator);
  }

  /** The keys of every combination of closed values; a label without a list is `other` in them. */
  closedKeys(): string[] {
    const rows = this.#lists.reduce<string[][]>((before, list) => before.flatMap((row) => [...(list ?? ['other'])].map((value) => [...row, value])), [[]]);
    return rows.map((values) => values.join(separator));
  }

  /** The key of what has no room of its own. */
  get otherKey(): string {
    return this.names.map(() => 'other').join(separator);
  }

  /** How many keys there can be, `closedKeys` among them, where new ones are bounded from so many on. */
  mostKeys(mostCombinations: number): number {
    const lists = this.#lists.map((list) => list ?? new Set(['other']));
    const closed = lists.reduce((product, list) => product * list.size, 1);
    const withOther = lists.reduce((product, list) => product * (list.has('other') ? list.size : list.size + 1), 1);
    return this.allClosed ? withOther : Math.max(mostCombinations, closed) + withOther - closed;
  }

  #value(value: string, index: number, bounded: boolean): string {
    const list = this.#lists[index];
    if (list === undefined) return bounded ? 'other' : labelValue(value);
    return list.has(value) ? value : 'other';
  }
}
