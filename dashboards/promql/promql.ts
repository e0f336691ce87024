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
export type Matchers<Label extends string> = { readonly [name in Label]?: Matcher };

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

/** `name{label="value"}` of what is not scraped, but recorded, so that it has no labels but its own. */
export function matched<Label extends string>({ name, labels }: Source<Label>, matchers: Matchers<NoInfer<Label>> = {}): Selector<Label> {
  return new Selector(written(name, matchers), labels);
}

/** `name{label="value"}`. */
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
export const changes = overRange('changes');
export const avgOverTime = overRange('avg_over_time');

const aggregated =
  (func: string) =>
  <Label extends string, By extends NoInfer<Label>>(by: readonly By[], of: Expression<Label>): Expression<By> =>
    new Expression(by.length === 0 ? `${func}(${of})` : `${func} by (${by.join(', ')}) (${of})`, by);

export const sumBy = aggregated('sum');
export const maxBy = aggregated('max');
export const minBy = aggregated('min');
export const countBy = aggregated('count');

export function topk<Label extends string>(k: number, of: Expression<Label>): Expression<Label> {
  return new Expression(`topk(${k}, ${of})`, of.labels);
}

/** The quantile of buckets that are rates already. */
export function quantileOf<Label extends string, By extends NoInfer<Label>>(q: number, by: readonly By[], buckets: Expression<Label | 'le'>): Expression<By> {
  return new Expression(`histogram_quantile(${q}, ${aggregated('sum')<string, string>(['le', ...by], buckets)})`, by);
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

/** Series by series with the same labels; where one side has none, the other alone. */
export function plus<Label extends string>(left: Expression<Label>, right: Expression<NoInfer<Label>>): Expression<Label> {
  return new Expression(`(${left} + ${right} or ${left} or ${right})`, left.labels);
}

export function minus<Label extends string>(left: Expression<Label>, right: Expression<NoInfer<Label>>): Expression<Label> {
  return new Expression(`(${left} - ${right})`, left.labels);
}

/** One over the other, series by series with the same labels. Where nothing is below, there is no answer: not 0. */
export function ratio<Label extends string>(above: Expression<Label>, below: Expression<NoInfer<Label>>): Expression<Label> {
  return new Expression(`${above} / (${below} > 0)`, above.labels);
}

/** How much of a whole is a part of it: 0 where there is a whole and nothing was counted in the part. */
export function share<Label extends string>(part: Expression<Label>, whole: Expression<NoInfer<Label>>): Expression<Label> {
  return new Expression(`(${part} or ${whole} * 0) / (${whole} > 0)`, part.labels);
}
