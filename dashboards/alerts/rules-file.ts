import { stringify } from 'yaml';
import type { Alert } from './alert.ts';
import { atPace, type Duration, type Pace, realPace } from './pace.ts';
import { compared, where } from './promql.ts';
import { type Speech, template, wordsOf } from './words.ts';

export interface AlertGroup {
  /** Also the name of its file. */
  readonly name: string;
  readonly alerts: readonly Alert[];
  /** How often they are looked at, in scrapes. */
  readonly everyScrapes: number;
  /** How often promtool looks at them. */
  readonly testedEvery: Duration;
}

export interface RulesPlace {
  readonly pace?: Pace;
  /** Where the console is reached. */
  readonly console?: string;
}

function expressionOf({ value, is, threshold, when }: Alert, pace: Pace): string {
  const beyond = compared(value, is, threshold);
  return (when === undefined ? beyond : where(beyond, when)).promql(pace);
}

export const labelsOf = ({ aspect, severity, domain, owner }: Alert) => ({ ...(aspect !== undefined && { aspect }), severity, domain, owner });

export function annotationsOf(alert: Alert, speech: Speech, { pace = realPace, console = '' }: RulesPlace): Record<string, string> {
  const { name, value, is, threshold, unit, needs } = alert;
  return {
    ...wordsOf(alert, speech, { console, pace }),
    runbook: name,
    expression_value: value.promql(pace),
    comparison: is,
    threshold: String(threshold),
    unit,
    ...(needs !== undefined && { needs: needs.join(', ') }),
  };
}

/** One look at a rule at least, so that a value that was wrong once fires nothing. */
const leastLooks = 1;

function ruleOf(alert: Alert, place: RulesPlace): object {
  const pace = place.pace ?? realPace;
  return {
    alert: alert.name,
    expr: expressionOf(alert, pace),
    ...(alert.for !== '0m' && { for: atPace(alert.for, pace, leastLooks) }),
    labels: labelsOf(alert),
    annotations: annotationsOf(alert, template, place),
  };
}

function groupOf({ name, alerts, everyScrapes }: AlertGroup, place: RulesPlace): object {
  const { scale, scrapeSeconds } = place.pace ?? realPace;
  const interval = `${scrapeSeconds * (scale === 1 ? everyScrapes : 1)}s`;
  return { name: `sonde-${name}`, interval, rules: alerts.map((alert) => ruleOf(alert, place)) };
}

/** The text of a rules file of Prometheus. */
export function rulesFile(groups: readonly AlertGroup[], place: RulesPlace = {}): string {
  return stringify({ groups: groups.map((group) => groupOf(group, place)) }, { lineWidth: 0 });
}
