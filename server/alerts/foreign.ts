import type { Acknowledged, Alert } from '#contract/alerts.ts';
import type { Labels } from '../store/prometheus.ts';
import { iso } from '../topology/window.ts';
import { domainOf, entityOf, groupOf, severityOf } from './about.ts';
import type { ToldSilence } from './alertmanager-client.ts';
import type { IncomingAlert } from './incoming.ts';
import { matches, type OpenWindow } from './join.ts';

/** Alerts of others among ours. Our Alertmanager does not have them: who silenced them is found by the same words here. */

export interface Quiet {
  readonly silences: readonly ToldSilence[];
  readonly open: readonly OpenWindow[];
  readonly acknowledged: ReadonlyMap<string, Acknowledged>;
}

function silencedBy(labels: Labels, { silences, open }: Quiet): Alert['silencedBy'] {
  const active = silences.filter(
    ({ status, matchers }) =>
      status.state === 'active' &&
      matches(
        labels,
        matchers.map((matcher) => ({ isEqual: true, ...matcher })),
      ),
  );
  const inWindow = open.filter(({ window }) => matches(labels, window.matchers));
  return [
    ...active.map(({ id, createdBy, comment, endsAt }) => ({ id, who: createdBy, why: comment, until: iso(Date.parse(endsAt)) })),
    ...inWindow.map(({ window, untilMs }) => ({ id: window.id, who: window.who, why: `${window.name}: ${window.why}`, until: iso(untilMs) })),
  ];
}

export function foreignAlert({ id, source, labels, annotations, sinceMs, value }: IncomingAlert, quiet: Quiet): Alert {
  const silencing = silencedBy(labels, quiet);
  return {
    id,
    name: labels.alertname ?? 'unnamed',
    severity: severityOf(labels),
    state: silencing.length > 0 ? 'silenced' : 'firing',
    since: iso(sinceMs),
    resolvedAt: null,
    entity: entityOf(labels),
    value,
    threshold: null,
    unit: annotations.unit ?? '',
    expression: null,
    domain: domainOf(labels),
    source,
    owner: labels.owner ?? '',
    summary: annotations.summary ?? annotations.message ?? annotations.description ?? '',
    runbook: null,
    group: groupOf(labels),
    silencedBy: silencing,
    inhibitedBy: [],
    acknowledged: quiet.acknowledged.get(id) ?? null,
    labels,
    annotations,
  };
}
