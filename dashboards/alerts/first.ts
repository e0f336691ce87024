import { stringify } from 'yaml';
import { edgeConnectFailures, edgeConnects } from '#contract/recorded.ts';

/** Both over the last two minutes, so that a retry or two makes no alarm. */
const failures = `sum without (reason) (sum_over_time(${edgeConnectFailures.name}[2m]))`;
const attempts = `(${failures} + (sum_over_time(${edgeConnects.name}[2m]) or ${failures} * 0))`;
const share = `${failures} / ${attempts}`;

/** The rules file that Prometheus reads. */
export function alertRules(intervalSeconds: number): string {
  const rule = {
    alert: 'EdgeConnectFailures',
    expr: `${share} > 0.05 and ${attempts} * ${intervalSeconds} > 10`,
    for: '1m',
    labels: { severity: 'page', domain: 'network', owner: 'applications' },
    annotations: {
      summary: '{{ $labels.client }} cannot connect to {{ $labels.server }}:{{ $labels.server_port }}',
      description: '{{ $value | humanizePercentage }} of the connects fail.',
      runbook: 'EdgeConnectFailures',
      expression_value: share,
      comparison: '>',
      threshold: '0.05',
      unit: 'ratio',
    },
  };
  return stringify({ groups: [{ name: 'sonde-network', rules: [rule] }] }, { lineWidth: 0 });
}
