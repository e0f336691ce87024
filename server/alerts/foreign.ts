import type { Acknowledged, Alert } from '#contract/alerts.ts';
import { iso } from '../topology/window.ts';
import { domainOf, entityOf, groupOf, type IsOnMap, severityOf } from './about.ts';
import type { ToldSilence } from './alertmanager-client.ts';
import type { IncomingAlert } from './incoming.ts';
import { activeFor, type OpenWindow, silencedBy } from './silencing.ts';

/** Alerts of others among ours. Our Alertmanager does not have them: who silenced them is found by the same words here. */

export interface Quiet {
  readonly silences: readonly ToldSilence[];
  readonly open: readonly OpenWindow[];
  readonly acknowledged: ReadonlyMap<string, Acknowledged>;
  readonly isOnMap: IsOnMap;
}

export function foreignAlert({ id, source, labels, annotations, sinceMs, value }: IncomingAlert, { silences, open, acknowledged, isOnMap }: Quiet): Alert {
  const silencing = silencedBy(labels, activeFor(labels, silences), open);
  return {
    id,
    name: labels.alertname ?? 'unnamed',
    severity: severityOf(labels),
    state: silencing.length > 0 ? 'silenced' : 'firing',
    since: iso(sinceMs),
    resolvedAt: null,
    entity: entityOf(labels, isOnMap),
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
    acknowledged: acknowledged.get(id) ?? null,
    labels,
    annotations,
  };
}
