import { agentJob } from '#contract/doctor.ts';
import type { Metric } from '#contract/metric.ts';
import type { RecordedSeries } from '#contract/recorded.ts';
import type { Duration } from './pace.ts';
import { sampledEvery } from './samples.ts';
import type { Severity } from './terms.ts';

/** A series that promtool is given. */
export interface Row {
  readonly series: string;
  readonly values: string;
}

/** What a naive rule is taken in by; which of them a rule has to stand is in traps.ts. */
export type Trap =
  /** Its value, which promtool looks at, too. */
  | 'close to the threshold'
  /** What counts starts again at 0. */
  | 'counter reset'
  /** One of the series that it reads is not there, not yet, or no more. */
  | 'missing series'
  /** A number that cannot be, or that the agent left out because it cannot. */
  | 'impossible sample'
  /** Scrapes fail for a while, or part of those who tell is away. */
  | 'partly lost data';

/** No trap, but what is none of its business. */
export type Harmless = 'soon over' | 'too little to tell' | 'nothing happens' | 'something else';

/** What a rule says to a world that promtool plays to it. */
export interface Case {
  readonly says: string;
  readonly every: Duration;
  readonly given: readonly Row[];
  readonly at: Duration;
  /** None where it has to be quiet. */
  readonly fires: readonly Fired[];
  /** Why it may be expected to fire, where it has to be quiet. */
  readonly quietIn?: Trap | Harmless;
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

const every = sampledEvery;

export const fires = (says: string, { value, labels = {}, cause, severities, ...told }: Told & Fired): Case => ({
  every,
  ...told,
  says,
  fires: [{ value, labels, ...(cause !== undefined && { cause }), ...(severities && { severities }) }],
});

/** Not by silence: its own series are there. */
export const quiet = (quietIn: Trap | Harmless, says: string, told: Told): Case => ({ every, ...told, says, fires: [], quietIn });

/** Quiet with a value close to the threshold. */
export const near = (says: string, told: Told): Case => quiet('close to the threshold', says, told);

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
  return { series: written(`${name}${suffix}`, { ...testTarget, job: agentJob, instance: '127.0.0.1:8401', ...labels }), values };
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
