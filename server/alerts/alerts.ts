import type { Static } from 'typebox';
import { Value } from 'typebox/value';
import { Acknowledged, Alert, type Alerts, type AlertsQuery } from '#contract/alerts.ts';
import type { MaintenanceWindow } from '#contract/silences.ts';
import { type Refresher, refresher } from '../answers/refresher.ts';
import { ProblemError } from '../problem.ts';
import type { AlertStore, Document } from '../store/alerts/alert-store.ts';
import type { Labels } from '../store/prometheus.ts';
import type { RecordStore } from '../store/store.ts';
import { iso } from '../topology/window.ts';
import type { AlertmanagerClient } from './alertmanager-client.ts';
import { type Change, recordOf } from './changes.ts';
import { progress } from './episodes.ts';
import { foreignAlert } from './foreign.ts';
import type { Incoming } from './incoming.ts';
import { joined, openWindows } from './join.ts';
import { listed } from './listed.ts';
import { prometheusAlerts } from './prometheus-alerts.ts';

export interface Snapshot {
  readonly at: string;
  readonly stale: Alerts['stale'];
  readonly alerts: readonly Alert[];
}

export interface AlertsOptions {
  readonly node: string;
  readonly prometheusUrl: string;
  readonly client: AlertmanagerClient;
  readonly store: AlertStore;
  readonly records: Pick<RecordStore, 'append'>;
  readonly windows: () => readonly MaintenanceWindow[];
  readonly incoming: Pick<Incoming, 'see' | 'firing'>;
  readonly externalLabels: Labels;
  readonly onFailure: (error: unknown) => void;
}

/** All alerts, as they are and as they were of late. */
export interface CurrentAlerts {
  readonly live: Refresher<Snapshot>;
  list(query: Static<typeof AlertsQuery>): Promise<Alerts>;
  find(id: string): Promise<{ readonly alert: Alert; readonly snapshot: Snapshot }>;
  acknowledge(id: string, given: { readonly who: string; readonly note?: string }): Promise<Acknowledged>;
  /** Into its history. */
  tell(change: Change): Promise<void>;
}

/** Prometheus looks at its rules that often. */
const refreshMs = 5000;
/** Of those that are written at once. */
const batch = 500;

const reasonOf = (error: unknown) => (error instanceof Error ? error.message : 'the alerts could not be asked for');

function valuesIn<Kept>(documents: readonly Document[], read: (value: unknown) => Kept | undefined): Map<string, Kept> {
  return new Map(
    documents.flatMap(({ id, value }) => {
      const kept = read(value);
      return kept === undefined ? [] : [[id, kept] as const];
    }),
  );
}

export async function currentAlerts(options: AlertsOptions): Promise<CurrentAlerts> {
  const { node, prometheusUrl, client, store, records, windows, incoming, externalLabels, onFailure } = options;
  const known = valuesIn(await store.documents('episode'), (value) => (Value.Check(Alert, value) ? value : undefined));
  const acknowledged = valuesIn(await store.documents('acknowledged'), (value) => (Value.Check(Acknowledged, value) ? value : undefined));

  const tell = async (changes: readonly Change[]) => {
    for (let from = 0; from < changes.length; from += batch) await records.append(changes.slice(from, from + batch).map((change) => recordOf(change, node)));
  };
  /** The history first: where it fails, all is found anew at the next look. */
  const keep = async (seen: readonly Alert[], nowMs: number): Promise<readonly Alert[]> => {
    const { alerts, changes, changed, gone } = progress(known, seen, nowMs);
    await tell(changes);
    if (changed.length + gone.length > 0) await store.change('episode', { put: changed.map((alert) => ({ id: alert.id, value: alert })), remove: gone });
    for (const alert of changed) known.set(alert.id, alert);
    for (const id of gone) known.delete(id);
    await forget(changed.filter(({ state }) => state === 'resolved').map(({ id }) => id));
    return alerts;
  };
  /** One who looks after an alert does so until it is over. */
  const forget = async (ids: readonly string[]) => {
    const over = ids.filter((id) => acknowledged.has(id));
    if (over.length === 0) return;
    await store.change('acknowledged', { remove: over });
    for (const id of over) acknowledged.delete(id);
  };
  const live = refresher<Snapshot>({
    intervalMs: refreshMs,
    // Its history is kept whether somebody looks or not.
    restIntervalMs: refreshMs,
    make: async () => {
      const [rules, told, silences] = await Promise.all([prometheusAlerts(prometheusUrl), client.alerts(), client.silences()]);
      const nowMs = Date.now();
      const open = openWindows(windows(), nowMs);
      const ours = joined({ rules, told, silences, open, acknowledged, externalLabels });
      incoming.see(ours.map(({ id }) => id));
      const ids = new Set(ours.map(({ id }) => id));
      const others = incoming.firing().filter(({ id }) => !ids.has(id));
      const seen = [...ours, ...others.map((one) => foreignAlert(one, { silences, open, acknowledged }))];
      return { at: iso(nowMs), stale: null, alerts: await keep(seen, nowMs) };
    },
    stale: async (snapshot, stale) => ({ ...snapshot, stale }),
    madeAt: ({ at }) => at,
    reasonOf,
    onFailure,
  });
  const find: CurrentAlerts['find'] = async (id) => {
    const snapshot = await live.get();
    const alert = snapshot.alerts.find((one) => one.id === id);
    if (alert === undefined) throw new ProblemError(404, `there is no alert ${id}, or it was over more than an hour ago`);
    return { alert, snapshot };
  };
  return {
    live,
    find,
    list: async (query) => {
      const { at, stale, alerts } = await live.get();
      return { at, stale, ...listed(alerts, query) };
    },
    acknowledge: async (id, { who, note = '' }) => {
      const { alert } = await find(id);
      if (alert.state === 'resolved') throw new ProblemError(409, `${alert.name} is over`);
      const value: Acknowledged = { who, at: iso(Date.now()), note };
      await store.change('acknowledged', { put: [{ id, value }] });
      acknowledged.set(id, value);
      await tell([{ what: 'acknowledged', alert, atMs: Date.parse(value.at), who, ...(note !== '' && { note }) }]);
      await live.refresh();
      return value;
    },
    tell: (change) => tell([change]),
  };
}
