import type { Transport } from '#contract/identity.ts';
import { edgeLabels, type Metric } from '#contract/metric.ts';
import type { ObservedEnd } from '#contract/metrics.ts';
import type { Family } from './exposition.ts';
import { labelText, linePrefix } from './label-text.ts';
import { OwnLabels } from './own-labels.ts';
import type { SeriesTable } from './series-table.ts';

/** How the collectors use a metric with edge labels. */
export interface EdgeMetric {
  readonly metric: Metric;
  readonly transports: readonly Transport[];
  readonly ends: readonly ObservedEnd[];
  /** How many combinations of own labels one end may have, where not as many as others. */
  readonly mostCombinations?: number;
  /** Whether its series exists as soon as the edge does; else from its first increment on. Only without own labels. */
  readonly atOnce: boolean;
}

/** One metric with edge labels: its series, and how its own labels are told apart. */
export class EdgeFamily {
  readonly metric: Metric;
  readonly table: SeriesTable;
  readonly use: EdgeMetric;
  /** Its place among the families: where an edge keeps its series. */
  readonly index: number;
  readonly labels: OwnLabels;

  constructor({ metric, table }: Family, use: EdgeMetric, index: number) {
    this.metric = metric;
    this.table = table;
    this.use = use;
    this.index = index;
    this.labels = new OwnLabels(metric, metric.labels.slice(edgeLabels.length));
    const hasOwn = this.labels.names.length > 0;
    if (hasOwn && (use.atOnce || metric.type === 'gauge'))
      throw new Error(`${metric.name} has labels of its own: it can't exist at once, and can't be a gauge`);
  }

  isAtOnce(transport: Transport, end: ObservedEnd): boolean {
    return this.use.atOnce && this.use.transports.includes(transport) && this.use.ends.includes(end);
  }

  create(edgeText: string, key: string): number {
    const values = this.labels.valuesOf(key);
    const labels = values.length === 0 ? edgeText : `${edgeText},${labelText(this.labels.names, values)}`;
    return this.table.add(this.#prefixes(labels), this.metric.type !== 'gauge');
  }

  #prefixes(labels: string): string[] {
    const { name, type, buckets } = this.metric;
    if (type !== 'histogram') return [linePrefix(name, labels)];
    const bounds = [...buckets.map(String), '+Inf'];
    return [
      ...bounds.map((bound) => linePrefix(`${name}_bucket`, `${labels},le="${bound}"`)),
      linePrefix(`${name}_sum`, labels),
      linePrefix(`${name}_count`, labels),
    ];
  }
}

export function isEdgeMetric(metric: Metric): boolean {
  return edgeLabels.every((label, index) => metric.labels[index] === label);
}
