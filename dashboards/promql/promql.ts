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
  /** The same once, over the whole of the time that Grafana shows: of a counter its rate, else the mean. */
  readonly overall: string;

  constructor(text: string, labels: readonly Label[], overall: string) {
    this.#text = text;
    this.labels = labels;
    this.overall = overall;
  }

  toString(): string {
    return this.#text;
  }
}

/** The end of the time that is asked for, at each of its steps: Prometheus answers that once. */
const shown = '[$__range] @ end()';

/** The only thing that a range can be put behind. */
export class Selector<Label extends string = string> extends Expression<Label> {
  declare readonly kind: 'selector';

  constructor(text: string, labels: readonly Label[]) {
    super(text, labels, `avg_over_time(${text}${shown})`);
  }
}

/** Of others, said of each moment and overall alike. */
function made<Label extends string>(labels: readonly Label[], of: readonly Expression[], write: (...texts: string[]) => string): Expression<Label> {
  return new Expression(write(...of.map(String)), labels, write(...of.map(({ overall }) => overall)));
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
    new Expression(`${func}(${of}[${range}])`, of.labels, `${func}(${of}${shown})`);

export const rate = overRange('rate');
export const increase = overRange('increase');
export const changes = overRange('changes');
export const avgOverTime = overRange('avg_over_time');

const aggregated =
  (func: string) =>
  <Label extends string, By extends NoInfer<Label>>(by: readonly By[], of: Expression<Label>): Expression<By> =>
    made(by, [of], (text) => (by.length === 0 ? `${func}(${text})` : `${func} by (${by.join(', ')}) (${text})`));

export const sumBy = aggregated('sum');
export const maxBy = aggregated('max');
export const minBy = aggregated('min');
export const countBy = aggregated('count');

type Choice = <Label extends string>(k: number, of: Expression<Label>) => Expression<Label>;

const chosenNow =
  (func: string): Choice =>
  (k, of) =>
    made(of.labels, [of], (text) => `${func}(${k}, ${text})`);

/** Those of one moment: at each step of a range they are others, and all of them have a line. */
export const topkNow = chosenNow('topk');
export const bottomkNow = chosenNow('bottomk');

const chosenOverall =
  (func: string): Choice =>
  (k, of) =>
    new Expression(`(${of} and ${func}(${k}, ${of.overall}))`, of.labels, of.overall);

/** The same ones at each step of a range: those that are first over the whole of it. */
export const topk = chosenOverall('topk');
export const bottomk = chosenOverall('bottomk');

/** With one label more, of the values of others; of one that is absent there is nothing. */
export function labelJoin<Label extends string, New extends string>(
  of: Expression<Label>,
  label: New,
  separator: string,
  from: readonly NoInfer<Label>[],
): Expression<Label | New> {
  const names = from.map((name) => JSON.stringify(name)).join(', ');
  return made<Label | New>([...of.labels, label], [of], (text) => `label_join(${text}, "${label}", "${separator}", ${names})`);
}

/** The quantile of buckets that are rates already. */
export function quantileOf<Label extends string, By extends NoInfer<Label>>(q: number, by: readonly By[], buckets: Expression<Label | 'le'>): Expression<By> {
  return made(by, [aggregated('sum')<string, string>(['le', ...by], buckets)], (text) => `histogram_quantile(${q}, ${text})`);
}

/** The quantile of what a histogram took in the range. */
export function quantile<Label extends string, By extends NoInfer<Label> | TargetLabel>(
  q: number,
  histogram: Metric<Label>,
  { by, matchers = {}, range }: { readonly by: readonly By[]; readonly matchers?: Matchers<NoInfer<Label> | TargetLabel>; readonly range: Range },
): Expression<By> {
  return quantileOf<string, By>(q, by, rate(partOf(histogram, 'bucket', matchers), range));
}

/** Series by series with the same labels; where one side has none, the other alone. */
export function plus<Label extends string>(left: Expression<Label>, right: Expression<NoInfer<Label>>): Expression<Label> {
  return made(left.labels, [left, right], (one, other) => `(${one} + ${other} or ${one} or ${other})`);
}

/** Those that are not 0. */
export function positive<Label extends string>(of: Expression<Label>): Expression<Label> {
  return made(of.labels, [of], (text) => `(${text} > 0)`);
}

export function minus<Label extends string>(left: Expression<Label>, right: Expression<NoInfer<Label>>): Expression<Label> {
  return made(left.labels, [left, right], (one, other) => `(${one} - ${other})`);
}

/** One over the other, series by series with the same labels. Where nothing is below, there is no answer: not 0. */
export function ratio<Label extends string>(above: Expression<Label>, below: Expression<NoInfer<Label>>): Expression<Label> {
  return made(above.labels, [above, below], (one, other) => `${one} / (${other} > 0)`);
}

/** How much of a whole is a part of it: 0 where there is a whole and nothing was counted in the part. */
export function share<Label extends string>(part: Expression<Label>, whole: Expression<NoInfer<Label>>): Expression<Label> {
  return made(part.labels, [part, whole], (some, all) => `(${some} or ${all} * 0) / (${all} > 0)`);
}
