import type { Metric } from '#contract/metric.ts';
import type { RecordedSeries } from '#contract/recorded.ts';
import { type Duration, secondsOf } from './pace.ts';
import type { Severity } from './terms.ts';

/** A series that promtool is given. */
export interface Row {
  readonly series: string;
  readonly values: string;
}

/** What a rule says to a world that promtool plays to it. */
export interface Case {
  readonly says: string;
  readonly every: Duration;
  readonly given: readonly Row[];
  readonly at: Duration;
  /** None where it has to be quiet. */
  readonly fires: readonly Fired[];
  /** Its value is close to the threshold, which promtool looks at, too. */
  readonly isNear?: true;
}

export interface Fired {
  readonly value: number;
  /** Beside `cluster` and `node`, where it has those. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Where the rule names one. */
  readonly cause?: string;
  /** Where more than the rule's own severity fires. */
  readonly severities?: readonly Severity[];
}

interface Told {
  readonly given: readonly Row[];
  readonly at: Duration;
  /** Between two samples. */
  readonly every?: Duration;
}

const every: Duration = '30s';

export const fires = (says: string, { value, labels = {}, cause, severities, ...told }: Told & Fired): Case => ({
  every,
  ...told,
  says,
  fires: [{ value, labels, ...(cause !== undefined && { cause }), ...(severities && { severities }) }],
});

/** Not by silence: its own series are there, in the shape of a trap that `says` names. */
export const quiet = (says: string, told: Told): Case => ({ every, ...told, says, fires: [] });

/** Quiet with a value close to the threshold. */
export const near = (says: string, told: Told): Case => ({ ...quiet(says, told), isNear: true });

export const testTarget = { cluster: 'c', node: 'n' } as const;
const written = (name: string, labels: Readonly<Record<string, string | undefined>>) =>
  `${name}{${Object.entries(labels)
    .map(([label, value]) => `${label}=${JSON.stringify(value ?? '')}`)
    .join(',')}}`;

/** As Prometheus has it from a scrape. */
export function row<Label extends string>(
  { name }: Metric<Label>,
  labels: { readonly [label in NoInfer<Label> | 'job' | 'node']?: string },
  values: string,
  suffix: '' | '_bucket' = '',
): Row {
  return { series: written(`${name}${suffix}`, { ...testTarget, job: 'sonde-agent', instance: '127.0.0.1:8401', ...labels }), values };
}

/** As recording rules write it. */
export function recordedRow<Label extends string>(
  { name, labels: carried }: RecordedSeries<Label>,
  labels: { readonly [label in NoInfer<Label>]?: string },
  values: string,
): Row {
  const common = Object.entries(testTarget).filter(([label]) => carried.some((one) => one === label));
  return { series: written(name, { ...Object.fromEntries(common), ...labels }), values };
}

/** More samples than any case lasts. */
const always = 600;

export const steady = (value: number, samples = always): string => `${value}+0x${samples}`;
/** A counter; `by` for each sample. */
export const growing = (by: number, samples = always, from = 0): string => `${from}+${by}x${samples}`;
/** A counter that stood still, grows by so much at once, and stands still again. */
export const jumping = (by: number, at: Duration, from = 0, step: Duration = every): string => {
  const before = secondsOf(at) / secondsOf(step);
  return `${from}+0x${before - 1} ${from + by}+0x${always}`;
};
/** Nothing: scrapes fail. */
export const gap = (samples: number): string => `_x${samples}`;
export const inTurn = (...parts: readonly string[]): string => parts.join(' ');
