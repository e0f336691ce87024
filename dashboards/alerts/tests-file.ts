import { stringify } from 'yaml';
import type { Alert } from './alert.ts';
import { type Case, type Fired, testTarget } from './cases.ts';
import { type Duration, realPace, secondsOf } from './pace.ts';
import { compared } from './promql.ts';
import { type AlertGroup, annotationsOf, labelsOf } from './rules-file.ts';
import type { Severity } from './terms.ts';
import { spoken } from './words.ts';

/** The last look at the rules that promtool takes until then; its clock begins in 1970. */
function lookedAt(at: Duration, every: Duration): string {
  const seconds = Math.floor(secondsOf(at) / secondsOf(every)) * secondsOf(every);
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}

function expected(alert: Alert, { value, labels = {}, cause }: Fired, at: string): object {
  const target = Object.entries(testTarget).filter(([label]) => alert.value.labels.includes(label));
  const own = { ...Object.fromEntries(target), ...labels };
  return {
    exp_labels: { ...own, ...labelsOf(alert) },
    exp_annotations: annotationsOf(alert, spoken(own, value, at, cause), {}),
  };
}

/** What holds where a rule does not. */
const otherwise = { '>': '<=', '>=': '<', '<': '>=', '<=': '>', '==': '==' } as const;

/** A fifth away from the threshold at most; of what is counted, or one less. */
function nearest({ value, is, threshold }: Alert): string {
  const least = is === '>=' ? Math.min(0.8 * threshold, threshold - 1) : 0.8 * threshold;
  const close = is === '<' || is === '<=' ? compared(value, '<=', threshold / 0.8) : compared(value, '>=', least);
  const quiet = compared(value, otherwise[is], threshold);
  return `count((${close.promql(realPace)}) and (${quiet.promql(realPace)})) >= bool 1`;
}

/** A page comes with the ticket that it grew from: promtool compares all that one name fires. */
function testOf(alert: Alert, one: Case, { alerts, testedEvery }: AlertGroup): object {
  const level = (severity: Severity) =>
    severity === alert.severity ? alert : alerts.find((other) => other.name === alert.name && other.aspect === alert.aspect && other.severity === severity);
  const fired = one.fires.flatMap((fire) =>
    (fire.severities ?? [alert.severity]).map((severity) => {
      const fits = level(severity);
      if (fits === undefined) throw new Error(`${alert.name} has no ${severity}`);
      return expected(fits, fire, lookedAt(one.at, testedEvery));
    }),
  );
  return {
    name: `${alert.name}: ${one.says}`,
    interval: one.every,
    input_series: one.given,
    alert_rule_test: [{ eval_time: one.at, alertname: alert.name, exp_alerts: fired }],
    ...(one.quietIn === 'close to the threshold' && {
      promql_expr_test: [{ expr: nearest(alert), eval_time: one.at, exp_samples: [{ labels: '{}', value: 1 }] }],
    }),
  };
}

/** The text of a test file of promtool, for `tests/` beside the rules. */
export function testsFile(group: AlertGroup): string {
  const { name, alerts, testedEvery } = group;
  const tests = alerts.flatMap((alert) => alert.cases.map((one) => testOf(alert, one, group)));
  return stringify({ rule_files: [`../${name}.yaml`], evaluation_interval: testedEvery, tests }, { lineWidth: 0, aliasDuplicateObjects: false });
}
