import type { Static } from 'typebox';
import type { Acknowledged, Alert, Alerts, AlertsQuery } from '#contract/alerts.ts';
import { isListenedOn } from '#contract/listeners.ts';
import type { MaintenanceWindow } from '#contract/silences.ts';
import { type Refresher, refresher } from '../answers/refresher.ts';
import { ProblemError } from '../problem.ts';
import type { Labels } from '../store/prometheus.ts';
import { iso } from '../topology/window.ts';
import type { IsOnMap } from './about.ts';
import type { AlertmanagerClient } from './alertmanager-client.ts';
import type { Change } from './changes.ts';
import { foreignAlert } from './foreign.ts';
import type { Incoming } from './incoming.ts';
import { joined } from './join.ts';
import { type KeptOptions, keptAlerts } from './kept.ts';
import { listed } from './listed.ts';
import { onceStarted } from './once-started.ts';
import { prometheusAlerts } from './prometheus-alerts.ts';
import { openWindows } from './silencing.ts';

export interface Snapshot {
  readonly at: string;
  readonly stale: Alerts['stale'];
  readonly alerts: readonly Alert[];
}

export interface AlertsOptions extends KeptOptions {
  /** Where they could not be asked for. */
  readonly onUnasked: (error: unknown) => void;
  readonly prometheusUrl: string;
  readonly client: AlertmanagerClient;
  readonly windows: () => readonly MaintenanceWindow[];
  readonly incoming: Pick<Incoming, 'see' | 'firing'>;
  readonly externalLabels: Labels;
  readonly isOnMap: IsOnMap;
  /** Port of the Alertmanager that is started beside this server, with the configuration that it writes; undefined where it is somebody’s own. */
  readonly besidePort: number | undefined;
}

/** All alerts, as they are and as they were of late. */
export interface CurrentAlerts {
  readonly live: Refresher<Snapshot>;
  /** Why the last look failed; undefined where it did not. */
  failure(): string | undefined;
  stop(): Promise<void>;
  list(query: Static<typeof AlertsQuery>): Promise<Alerts>;
  find(id: string): Promise<{ readonly alert: Alert; readonly snapshot: Snapshot }>;
  acknowledge(id: string, given: { readonly who: string; readonly note?: string }): Promise<Acknowledged>;
  /** Into its history. */
  tell(change: Change): Promise<void>;
}

/** Prometheus looks at its rules that often. */
const refreshMs = 5000;
const startsWithinMs = 15_000;
const reasonOf = (error: unknown) => (error instanceof Error ? error.message : 'the alerts could not be asked for');

export async function currentAlerts(options: AlertsOptions): Promise<CurrentAlerts> {
  const { prometheusUrl, client, windows, incoming, externalLabels, isOnMap, besidePort, onUnasked } = options;
  const kept = await keptAlerts(options);
  const { acknowledged } = kept;
  const isShared = besidePort === undefined;
  const sources = onceStarted(() => Promise.all([prometheusAlerts(prometheusUrl), client.alerts(), client.silences()]), {
    withinMs: besidePort === undefined ? 0 : startsWithinMs,
    isThere: () => besidePort === undefined || isListenedOn(besidePort),
  });
  let failure: string | undefined;
  const asked = async () => {
    try {
      const answers = await sources.ask();
      failure = undefined;
      return answers;
    } catch (error) {
      failure = reasonOf(error);
      throw error;
    }
  };
  const live = refresher<Snapshot>({
    intervalMs: refreshMs,
    // Its history is kept whether somebody looks or not.
    restIntervalMs: refreshMs,
    make: async () => {
      const [{ alerts: rules, isOver }, told, silences] = await asked();
      const nowMs = Date.now();
      // Somebody's own Alertmanager does not know of ours.
      const open = isShared ? [] : openWindows(windows(), nowMs);
      const ours = joined({ rules, told, silences, open, acknowledged, externalLabels, isShared, isOnMap });
      incoming.see(ours.map(({ id }) => id));
      const ids = new Set(ours.map(({ id }) => id));
      const others = incoming.firing().filter(({ id }) => !ids.has(id));
      const seen = [...ours, ...others.map((one) => foreignAlert(one, { silences, open, acknowledged, isOnMap }))];
      return { at: iso(nowMs), stale: null, alerts: kept.see(seen, isOver, nowMs) };
    },
    stale: async (snapshot, stale) => ({ ...snapshot, stale }),
    madeAt: ({ at }) => at,
    reasonOf,
    onFailure: onUnasked,
  });
  const find: CurrentAlerts['find'] = async (id) => {
    const snapshot = await live.get();
    const alert = snapshot.alerts.find((one) => one.id === id);
    if (alert === undefined) throw new ProblemError(404, `there is no alert ${id}, or it was over more than an hour ago`);
    return { alert, snapshot };
  };
  return {
    live,
    failure: () => failure,
    stop: async () => {
      sources.stop();
      await live.stop();
      await kept.stop();
    },
    find,
    list: async (query) => {
      const { at, stale, alerts } = await live.get();
      return { at, stale, ...listed(alerts, query) };
    },
    acknowledge: async (id, { who, note = '' }) => {
      const { alert } = await find(id);
      if (alert.state === 'resolved') throw new ProblemError(409, `${alert.name} is over`);
      const value: Acknowledged = { who, at: iso(Date.now()), note };
      await kept.acknowledge(id, value);
      await kept.tell([{ what: 'acknowledged', alert, atMs: Date.parse(value.at), who, ...(note !== '' && { note }) }]);
      await live.refresh();
      return value;
    },
    tell: (change) => kept.tell([change]),
  };
}
