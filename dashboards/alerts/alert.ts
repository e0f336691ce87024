import type { RecordedSeries } from '#contract/recorded.ts';
import type { Case } from './cases.ts';
import type { Duration } from './pace.ts';
import type { Comparison, Expression } from './promql.ts';
import type { Domain, Owner, Severity, Unit } from './terms.ts';

/** What not every Sonde has; without it the rule has nothing to read. */
export type OptionalSource =
  | 'alertmanager'
  | 'connection_tracking'
  | 'cpu_limits'
  | 'disks'
  | 'elasticsearch'
  /** Of a counter with open labels there is nothing before the first. */
  | 'first_occurrence'
  | 'inodes'
  | 'kafka'
  | 'kernel_log'
  | 'remote_write';

/** Where a reader is led, at the time of the alert: labels are those that name it. */
export type Link<Label extends string = string> =
  | { readonly to: 'node'; readonly node: Label }
  | { readonly to: 'identity'; readonly kind: Label; readonly namespace: Label; readonly name: Label }
  | { readonly to: 'page'; readonly path: '/doctor' | '/events' | '/logs' | '/map' };

export interface Cause {
  readonly of: RecordedSeries;
  readonly label: string;
  readonly window: Duration;
}

/** The value of a label of the alert, or what Prometheus puts in its place. */
export type Of<Label extends string> = (label: Label) => string;

/**
 * A rule as a value. It fires while `value` is beyond `threshold`, and `when` has something. Every alert has, for whoever shows it:
 * labels `severity`, `domain`, `owner`, perhaps `aspect`; annotations `summary`, `description`, `runbook` (a heading of runbooks.md), `link` (into the console,
 * with entity and time), `expression_value` (PromQL of what is compared, to be drawn), `comparison`, `threshold` and `unit`, perhaps `cause` and `needs`.
 */
export interface Alert<Label extends string = string> {
  readonly name: string;
  /** Where one name has several rules that differ in what they look at: a label. */
  readonly aspect?: string;
  readonly domain: Domain;
  readonly severity: Severity;
  readonly owner: Owner;
  readonly value: Expression<Label>;
  readonly is: Comparison;
  readonly threshold: number;
  readonly unit: Unit;
  readonly when?: Expression<NoInfer<Label>>;
  readonly for: Duration;
  /** The label whose most frequent value says why, and where it is counted for this entity: annotation `cause`, and what `summary` is told. */
  readonly cause?: Cause;
  readonly needs?: readonly OptionalSource[];
  /** What is wrong and where, in one sentence. */
  readonly summary: (of: Of<NoInfer<Label>>, cause: string) => string;
  /** What it means; `value` is in its unit. */
  readonly description: (of: Of<NoInfer<Label>>, value: string) => string;
  readonly link: Link<NoInfer<Label>>;
  readonly cases: readonly Case[];
}

/** Holds the labels in its words and its link against those of its expression. */
export function alert<Label extends string>(rule: Alert<Label>): Alert {
  return rule;
}

/** Names of the series on which it depends whether it fires. */
export const firesBy = ({ value, when }: Alert): string[] => [...value.reads, ...(when?.reads ?? [])];

/** And of those that say why. */
export const readsOf = (alert: Alert): string[] => [...firesBy(alert), ...(alert.cause === undefined ? [] : [alert.cause.of.name])];

/** The same rule where it is worse. */
export function worse(rule: Alert, than: Partial<Pick<Alert, 'for' | 'value' | 'when' | 'severity'>> & Pick<Alert, 'threshold' | 'cases'>): Alert {
  return { ...rule, severity: 'page', ...than };
}
