import type { Metric } from '#contract/metric.ts';
import type { RecordedSeries } from '#contract/recorded.ts';
import { type Matchers, matched, selector } from '../promql/promql.ts';
import { atPace, countScrapes, type Duration, type Pace, rateScrapes, secondsOf, slowRateSeconds } from './pace.ts';

/** What every series of a scrape carries beside its own labels. */
const targetLabels = ['cluster', 'node'] as const;
type TargetLabel = (typeof targetLabels)[number];

/** Series of one name, perhaps not all of them. */
interface Selection<Label extends string> {
  readonly name: string;
  readonly text: string;
  readonly labels: readonly Label[];
}

/** What PromQL makes of an instant: values of label sets. The compiler knows the labels. */
export interface Expression<Label extends string = string> {
  readonly promql: (pace: Pace) => string;
  readonly labels: readonly Label[];
  /** Names of the series that it reads. */
  readonly reads: readonly string[];
  /** Of two operands, so that it takes parentheses beside a third. */
  readonly isPair?: boolean;
  /** What it is the sum of: a sum by fewer labels is made at once. */
  readonly summed?: (pace: Pace) => string;
}

/** A value that the closed list of its label lacks would match nothing, for ever. */
function hasValues({ name, values }: Metric, matchers: Matchers<string>): void {
  for (const [label, value] of Object.entries(matchers)) {
    const known = values[label];
    if (typeof value === 'string' && known?.includes(value) === false) throw new Error(`${name} has no ${label} that is ${value}`);
  }
}

/** Of what is scraped. */
export function scraped<Label extends string>(
  metric: Metric<Label>,
  matchers: Matchers<NoInfer<Label> | TargetLabel | 'job' | 'instance'> = {},
): Selection<Label | TargetLabel> {
  hasValues(metric, matchers);
  return { name: metric.name, text: `${selector(metric, matchers)}`, labels: [...targetLabels, ...metric.labels] };
}

/** Of what recording rules write: an edge that both its ends see is there once. */
export function recorded<Label extends string>(series: RecordedSeries<Label>, matchers: Matchers<NoInfer<Label>> = {}): Selection<Label> {
  return { name: series.name, text: `${matched(series, matchers)}`, labels: series.labels };
}

const by = (labels: readonly string[]) => (labels.length === 0 ? '' : ` by (${labels.join(', ')})`);

/** Without the labels of where it was scraped: an agent at another port is the same agent. */
function over<Label extends string>({ name, labels }: Selection<Label>, how: 'sum' | 'max' | 'min', inner: (pace: Pace) => string): Expression<Label> {
  return { promql: (pace) => `${how}${by(labels)} (${inner(pace)})`, labels, reads: [name], ...(how === 'sum' && { summed: inner }) };
}

const range = (duration: Duration, pace: Pace) => atPace(duration, pace, rateScrapes);
const ago = (before: Duration | undefined, pace: Pace) => (before === undefined ? '' : ` offset ${range(before, pace)}`);

export const now = <Label extends string>(of: Selection<Label>): Expression<Label> => over(of, 'max', () => of.text);

/** Of those that differ only in where they are scraped, such as two of a kind on one host. */
export const lowest = <Label extends string>(of: Selection<Label>): Expression<Label> => over(of, 'min', () => of.text);

/** Per second. */
export const rate = <Label extends string>(of: Selection<Label>, window: Duration, before?: Duration): Expression<Label> =>
  over(of, 'sum', (pace) => `rate(${of.text}[${range(window, pace)}]${ago(before, pace)})`);

/** Of what is looked at less often than it is scraped. */
export const slowRate = <Label extends string>(of: Selection<Label>, window: Duration): Expression<Label> =>
  over(of, 'sum', (pace) => `rate(${of.text}[${atPace(window, pace, slowRateSeconds / pace.scrapeSeconds)}])`);

export const increase = <Label extends string>(of: Selection<Label>, window: Duration): Expression<Label> =>
  over(of, 'sum', (pace) => `increase(${of.text}[${range(window, pace)}])`);

/** What a window had on average. */
export const average = <Label extends string>(of: Selection<Label>, window: Duration): Expression<Label> =>
  over(of, 'max', (pace) => `avg_over_time(${of.text}[${range(window, pace)}])`);

/** The middle of what a window had, as at `before` ago: an hour with a spike is not a slow hour. */
export const median = <Label extends string>(of: Selection<Label>, window: Duration, before: Duration): Expression<Label> =>
  over(of, 'max', (pace) => `quantile_over_time(0.5, ${of.text}[${range(window, pace)}]${ago(before, pace)})`);

export const least = <Label extends string>(of: Selection<Label>, window: Duration): Expression<Label> =>
  over(of, 'max', (pace) => `min_over_time(${of.text}[${range(window, pace)}])`);

/** What is counted in a window of recorded rates: each stands for the time between two scrapes. */
export const counted = <Label extends string>(of: Selection<Label>, window: Duration): Expression<Label> =>
  over(of, 'sum', (pace) => `sum_over_time(${of.text}[${atPace(window, pace, countScrapes)}]) * ${pace.scrapeSeconds}`);

/** Per second of a window as a whole, of recorded rates: where they are missing, nothing is counted. */
export const throughout = <Label extends string>(of: Selection<Label>, window: Duration): Expression<Label> =>
  over(of, 'max', (pace) => {
    const during = range(window, pace);
    return `sum_over_time(${of.text}[${during}]) * ${pace.scrapeSeconds} / ${secondsOf(during)}`;
  });

/** Where a straight line through a window leads. */
export const predicted = <Label extends string>(of: Selection<Label>, window: Duration, ahead: Duration): Expression<Label> =>
  over(of, 'max', (pace) => `predict_linear(${of.text}[${range(window, pace)}], ${secondsOf(range(ahead, pace))})`);

export function sum<Label extends string, Kept extends Label>(kept: readonly Kept[], of: Expression<Label>): Expression<Kept> {
  return { promql: (pace) => `sum${by(kept)} (${(of.summed ?? of.promql)(pace)})`, labels: kept, reads: of.reads };
}

export function mean<Label extends string, Kept extends Label>(kept: readonly Kept[], of: Expression<Label>): Expression<Kept> {
  return { promql: (pace) => `avg${by(kept)} (${of.promql(pace)})`, labels: kept, reads: of.reads };
}

export function min<Label extends string, Kept extends Label>(kept: readonly Kept[], of: Expression<Label>): Expression<Kept> {
  return { promql: (pace) => `min${by(kept)} (${of.promql(pace)})`, labels: kept, reads: of.reads };
}

export function max<Label extends string, Kept extends Label>(kept: readonly Kept[], of: Expression<Label>): Expression<Kept> {
  return { promql: (pace) => `max${by(kept)} (${of.promql(pace)})`, labels: kept, reads: of.reads };
}

export const constant = (value: number): Expression<never> => ({ promql: () => `vector(${value})`, labels: [], reads: [] });

const operand = (of: Expression, pace: Pace) => (of.isPair ? `(${of.promql(pace)})` : of.promql(pace));

const hasAll = (one: Expression, other: Expression) => other.labels.every((label) => one.labels.includes(label));

/** The right side may have fewer labels: then one of it stands beside many of the left. */
function matching(left: Expression, right: Expression, operator: string): string {
  if (!hasAll(left, right)) throw new Error(`${operator}: of ${right.labels.join(', ')} the left side has ${left.labels.join(', ')}`);
  if (hasAll(right, left)) return operator;
  const on = `${operator} on (${right.labels.join(', ')})`;
  return ['and', 'unless'].includes(operator) ? on : `${on} group_left ()`;
}

function pair<Label extends string>(left: Expression<Label>, operator: string, right: Expression): Expression<Label> {
  const between = matching(left, right, operator);
  const promql = (pace: Pace) => `${operand(left, pace)} ${between} ${operand(right, pace)}`;
  return { promql, labels: left.labels, reads: [...left.reads, ...right.reads], isPair: true };
}

type Pair = <Label extends string>(left: Expression<Label>, right: Expression<NoInfer<Label>>) => Expression<Label>;

export const divided: Pair = (left, right) => pair(left, '/', right);
export const plus: Pair = (left, right) => pair(left, '+', right);
export const minus: Pair = (left, right) => pair(left, '-', right);
/** The left side, where the right one has anything. */
export const where: Pair = (left, right) => pair(left, 'and', right);
/** The left side, where the right one has nothing. */
export const unless: Pair = (left, right) => pair(left, 'unless', right);
export const either: Pair = (left, right) => pair(left, 'or', right);

/** 1 − x */
export const rest = <Label extends string>(of: Expression<Label>): Expression<Label> => ({
  ...of,
  promql: (pace) => `1 - ${operand(of, pace)}`,
  isPair: true,
});

export type Comparison = '>' | '>=' | '<' | '<=' | '==';

export function compared<Label extends string>(of: Expression<Label>, is: Comparison, threshold: number): Expression<Label> {
  return { ...of, promql: (pace) => `${operand(of, pace)} ${is} ${threshold}`, isPair: true };
}
