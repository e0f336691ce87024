import type { Metric } from '#contract/metric.ts';
import type { RecordedSeries } from '#contract/recorded.ts';

/** PromQL over metrics as values: a metric that is renamed, and a label that it lacks, do not compile. */

/** Every series has them from its scrape. */
const targetLabels = ['cluster', 'node', 'job', 'instance'] as const;
type TargetLabel = (typeof targetLabels)[number];

type Source<Label extends string> = Pick<Metric<Label> | RecordedSeries<Label>, 'name' | 'labels'>;

/** A time, or what Grafana puts in place of a variable. */
export type Range = `${number}${'s' | 'm' | 'h' | 'd'}` | '$__rate_interval' | '$__interval' | '$__range';

/** In a template it is its text: `${rate(execStarts, '5m')} > 10`. */
export class Expression<Label extends string = string> {
  readonly #text: string;
  readonly labels: readonly Label[];

  constructor(text: string, labels: readonly Label[]) {
    this.#text = text;
    this.labels = labels;
  }

  toString(): string {
    return this.#text;
  }
}

/** The only thing that a range can be put behind. */
export class Selector<Label extends string = string> extends Expression<Label> {
  declare readonly kind: 'selector';
}

type Matcher = string | { readonly operator: '!=' | '=~' | '!~'; readonly value: string };
type Matchers<Label extends string> = { readonly [name in Label]?: Matcher };

export const not = (value: string): Matcher => ({ operator: '!=', value });
export const like = (pattern: string): Matcher => ({ operator: '=~', value: pattern });
export const unlike = (pattern: string): Matcher => ({ operator: '!~', value: pattern });

function written(name: string, matchers: Matchers<string>): string {
  const parts = Object.entries(matchers).flatMap(([label, matcher]) => {
    if (matcher === undefined) return [];
    const { operator, value } = typeof matcher === 'string' ? { operator: '=', value: matcher } : matcher;
    return `${label}${operator}${JSON.stringify(value)}`;
  });
  return parts.length === 0 ? name : `${name}{${parts.join(', ')}}`;
}

/** `name{label="value"}`; of a histogram its count, sum or buckets where `part` says so. */
export function selector<Label extends string>(
  { name, labels }: Source<Label>,
  matchers: Matchers<NoInfer<Label> | TargetLabel> = {},
): Selector<Label | TargetLabel> {
  return new Selector(written(name, matchers), [...labels, ...targetLabels]);
}

type Part = 'count' | 'sum' | 'bucket';

export function partOf<Label extends string>(
  { name, labels }: Metric<Label>,
  part: Part,
  matchers: Matchers<NoInfer<Label> | TargetLabel> = {},
): Selector<Label | TargetLabel | 'le'> {
  return new Selector(written(`${name}_${part}`, matchers), [...labels, ...targetLabels, 'le']);
}

const overRange =
  (func: string) =>
  <Label extends string>(of: Selector<Label>, range: Range): Expression<Label> =>
    new Expression(`${func}(${of}[${range}])`, of.labels);

export const rate = overRange('rate');
export const increase = overRange('increase');
export const maxOverTime = overRange('max_over_time');
export const avgOverTime = overRange('avg_over_time');
export const sumOverTime = overRange('sum_over_time');

const aggregated =
  (func: string) =>
  <Label extends string, By extends NoInfer<Label>>(by: readonly By[], of: Expression<Label>): Expression<By> =>
    new Expression(by.length === 0 ? `${func}(${of})` : `${func} by (${by.join(', ')}) (${of})`, by);

export const sumBy = aggregated('sum');
export const maxBy = aggregated('max');
export const minBy = aggregated('min');
export const avgBy = aggregated('avg');
export const countBy = aggregated('count');

export function topk<Label extends string>(k: number, of: Expression<Label>): Expression<Label> {
  return new Expression(`topk(${k}, ${of})`, of.labels);
}

/** The quantile of what a histogram took in the range. */
export function quantile<Label extends string, By extends NoInfer<Label> | TargetLabel>(
  q: number,
  histogram: Metric<Label>,
  { by, matchers = {}, range }: { readonly by: readonly By[]; readonly matchers?: Matchers<NoInfer<Label> | TargetLabel>; readonly range: Range },
): Expression<By> {
  const buckets = rate(partOf(histogram, 'bucket', matchers), range);
  return new Expression(`histogram_quantile(${q}, ${aggregated('sum')<string, string>(['le', ...by], buckets)})`, by);
}

/** One over the other, series by series with the same labels. Where nothing is below, there is no answer: not 0. */
export function ratio<Label extends string>(above: Expression<Label>, below: Expression<Label>): Expression<Label> {
  return new Expression(`${above} / (${below} > 0)`, above.labels);
}
