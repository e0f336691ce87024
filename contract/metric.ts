/** What a metric is. Each one is a value in metrics.ts or in the file of its subject. */

export type MetricType = 'counter' | 'gauge' | 'histogram';

export interface Metric<Label extends string = string> {
  readonly name: string;
  readonly type: MetricType;
  readonly help: string;
  /** In the order in which they are written. */
  readonly labels: readonly Label[];
  /** The closed list of each label that has one; anything else is counted as `other`. */
  readonly values: { readonly [name in Label]?: readonly string[] };
  /** Upper bounds of a histogram, without +Inf, in the unit of the name. */
  readonly buckets: readonly number[];
}

type Values<Label extends string> = { readonly [name in Label]?: readonly string[] };

/** A metric as a value. */
export function metric<Label extends string>(
  type: MetricType,
  name: string,
  help: string,
  labels: readonly Label[],
  { values = {}, buckets = [] }: { values?: Values<NoInfer<Label>>; buckets?: readonly number[] } = {},
): Metric<Label> {
  return { name, type, help, labels, values, buckets };
}

/** The labels of every edge series; `observed` is the end at which it was counted. */
export const edgeLabels = ['client', 'client_kind', 'client_namespace', 'server', 'server_kind', 'server_namespace', 'server_port', 'observed'] as const;

export const bothEnds =
  'An edge whose two ends are both on observed nodes is counted once at each end (label observed); the recorded series remove the double count.';
