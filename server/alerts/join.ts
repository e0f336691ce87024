import type { Acknowledged, Alert, AlertState } from '#contract/alerts.ts';
import type { Labels } from '../store/prometheus.ts';
import { iso } from '../topology/window.ts';
import { domainOf, entityOf, groupOf, type IsOnMap, severityOf } from './about.ts';
import type { ToldAlert, ToldSilence } from './alertmanager-client.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { RuleAlert } from './prometheus-alerts.ts';
import { activeFor, type OpenWindow, silencedBy } from './silencing.ts';
import { isTrial } from './trial.ts';

export interface ToJoin {
  readonly rules: readonly RuleAlert[];
  readonly told: readonly ToldAlert[];
  readonly silences: readonly ToldSilence[];
  readonly open: readonly OpenWindow[];
  readonly acknowledged: ReadonlyMap<string, Acknowledged>;
  readonly externalLabels: Labels;
  /** Whether others tell their alerts to the same Alertmanager. */
  readonly isShared: boolean;
  readonly isOnMap: IsOnMap;
}

const numberIn = (text: string | undefined): number | null => {
  const value = text === undefined || text.trim() === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : null;
};

interface Both {
  readonly id: string;
  readonly labels: Labels;
  readonly rule: RuleAlert | undefined;
  readonly told: ToldAlert | undefined;
}

function bothOf({ rules, told, externalLabels }: ToJoin): Map<string, Both> {
  const alerts = told.filter(({ labels }) => !isTrial(labels));
  const all = new Map<string, Both>(alerts.map((one) => [one.fingerprint, { id: one.fingerprint, labels: one.labels, rule: undefined, told: one }]));
  for (const rule of rules) {
    // Prometheus tells them with its own labels, where they lack those.
    const labels = { ...externalLabels, ...rule.labels };
    const id = fingerprintOf(labels);
    all.set(id, { id, labels, rule, told: all.get(id)?.told });
  }
  return all;
}

interface Silencing {
  readonly silencedBy: Alert['silencedBy'];
  readonly inhibitedBy: Alert['inhibitedBy'];
}

/** One that Alertmanager was not told of yet, because it started anew, is silenced all the same. */
function silencesOf({ labels, told }: Both, silences: ReadonlyMap<string, ToldSilence>): readonly ToldSilence[] {
  return told === undefined ? activeFor(labels, [...silences.values()]) : told.status.silencedBy.flatMap((id) => silences.get(id) ?? []);
}

interface Known {
  readonly silences: ReadonlyMap<string, ToldSilence>;
  readonly open: readonly OpenWindow[];
  readonly all: ReadonlyMap<string, Both>;
}

function silencingOf(both: Both, { silences, open, all }: Known): Silencing {
  const { labels, told } = both;
  const inhibitedBy = (told?.status.inhibitedBy ?? []).map((id) => ({ id, name: all.get(id)?.labels.alertname ?? '' }));
  return { silencedBy: silencedBy(labels, silencesOf(both, silences), open), inhibitedBy };
}

function stateOf({ rule, told }: Both, { silencedBy, inhibitedBy }: Silencing): AlertState {
  if (told === undefined && rule?.isFiring === false) return 'pending';
  if (silencedBy.length > 0) return 'silenced';
  return inhibitedBy.length > 0 ? 'inhibited' : 'firing';
}

/** What no rule here tells of, and what does not name our cluster, as all does that Prometheus tells, is of others. */
function sourceOf({ labels, rule }: Both, { externalLabels, isShared }: ToJoin): Alert['source'] {
  return isShared && rule === undefined && labels.cluster !== externalLabels.cluster ? 'alertmanager' : 'sonde';
}

function alertOf(both: Both, silencing: Silencing, given: ToJoin): Alert {
  const { acknowledged, isOnMap } = given;
  const { id, labels, rule, told } = both;
  const annotations = rule?.annotations ?? told?.annotations ?? {};
  const sinceMs = told === undefined ? (rule?.sinceMs ?? 0) : Date.parse(told.startsAt);
  return {
    id,
    name: labels.alertname ?? '',
    severity: severityOf(labels),
    state: stateOf(both, silencing),
    since: iso(sinceMs),
    resolvedAt: null,
    entity: entityOf(labels, isOnMap),
    value: rule !== undefined && Number.isFinite(rule.value) ? rule.value : numberIn(annotations.value),
    threshold: numberIn(annotations.threshold),
    unit: annotations.unit ?? '',
    expression: annotations.expression_value ?? null,
    domain: domainOf(labels),
    source: sourceOf(both, given),
    owner: labels.owner ?? '',
    summary: annotations.summary ?? '',
    runbook: annotations.runbook ?? null,
    group: groupOf(labels),
    ...silencing,
    acknowledged: acknowledged.get(id) ?? null,
    labels: { ...labels },
    annotations: { ...annotations },
  };
}

/** What Prometheus sees and what Alertmanager makes of it, as one list. */
export function joined(given: ToJoin): Alert[] {
  const all = bothOf(given);
  const silences = new Map(given.silences.map((silence) => [silence.id, silence]));
  return [...all.values()].map((both) => alertOf(both, silencingOf(both, { silences, open: given.open, all }), given));
}
