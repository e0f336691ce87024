import { Value } from 'typebox/value';
import { Acknowledged, Alert } from '#contract/alerts.ts';
import type { AlertStore, Document } from '../store/alerts/alert-store.ts';
import { type Change, recordOf } from './changes.ts';
import { type News, progress } from './episodes.ts';
import { withHeld } from './held.ts';
import { endedInOutage } from './outage.ts';
import type { PrometheusAlerts } from './prometheus-alerts.ts';
import { type HistoryOptions, history } from './untold.ts';
import { lastWatched } from './watched.ts';

export interface KeptOptions extends HistoryOptions {
  readonly node: string;
  readonly store: AlertStore;
}

/** What is known of alerts beside what Prometheus and Alertmanager tell: their history, and who looks after them. */
export interface KeptAlerts {
  readonly acknowledged: ReadonlyMap<string, Acknowledged>;
  /** All that are seen now, and those that were over of late; what is new goes into the history. */
  see(seen: readonly Alert[], isOver: PrometheusAlerts['isOver'], nowMs: number): readonly Alert[];
  acknowledge(id: string, value: Acknowledged): Promise<void>;
  tell(changes: readonly Change[]): Promise<void>;
  /** Waits for what is being written. */
  stop(): Promise<void>;
}

/** Looks whose changes wait to be written to the disk: a minute of them. */
const mostUnwritten = 12;

function valuesIn<Kept>(documents: readonly Document[], read: (value: unknown) => Kept | undefined): Map<string, Kept> {
  return new Map(
    documents.flatMap(({ id, value }) => {
      const kept = read(value);
      return kept === undefined ? [] : [[id, kept] as const];
    }),
  );
}

export async function keptAlerts({ node, store, ...told }: KeptOptions): Promise<KeptAlerts> {
  const { onFailure } = told;
  const { tell: record, again } = await history({ store, ...told });
  const known = valuesIn(await store.documents('episode'), (value) => (Value.Check(Alert, value) ? value : undefined));
  const acknowledged = valuesIn(await store.documents('acknowledged'), (value) => (Value.Check(Acknowledged, value) ? value : undefined));
  const watched = await lastWatched(store);
  const unwritten: News[] = [];
  let writing: Promise<void> | undefined;

  const tell = (changes: readonly Change[]) => record(changes.map((change) => recordOf(change, node)));
  /** One who looks after an alert does so until it is over. */
  const forget = async (ids: readonly string[]) => {
    const over = ids.filter((id) => acknowledged.has(id));
    if (over.length === 0) return;
    await store.change('acknowledged', { remove: over });
    for (const id of over) acknowledged.delete(id);
  };
  /** The history first: what is not written before the end of the server is found anew by the next one. */
  const write = async ({ changes, changed, gone }: News) => {
    await tell(changes);
    await store.change('episode', { put: changed.map((alert) => ({ id: alert.id, value: alert })), remove: gone });
    await forget(changed.filter(({ state }) => state === 'resolved').map(({ id }) => id));
  };
  /** What cannot be written is tried again with the next. Until it is, the next server is to find an outage anew. */
  const writeAll = async () => {
    const isNews = unwritten.length > 0;
    for (let next = unwritten[0]; next !== undefined; next = unwritten[0]) {
      await write(next);
      unwritten.shift();
    }
    await watched.write();
    if (!isNews) await again();
  };
  /** Whether nothing of it is left to be found anew. */
  const take = (made: News): boolean => {
    if (made.changes.length + made.changed.length + made.gone.length === 0) return true;
    if (unwritten.length >= mostUnwritten) return false;
    unwritten.push(made);
    for (const alert of made.changed) known.set(alert.id, alert);
    for (const id of made.gone) known.delete(id);
    return true;
  };
  return {
    acknowledged,
    tell,
    // Nobody who looks waits for what is written: of ten thousand alerts that takes seconds.
    see: (seen, isOver, nowMs) => {
      const ended = endedInOutage({ known, seen, watchedMs: watched.atMs() ?? nowMs, nowMs });
      if (take(ended)) watched.look(nowMs);
      // Who looked after what is over does not look after what came since.
      const over = new Set(ended.changed.map(({ id }) => id));
      const now = seen.map((alert) => (over.has(alert.id) ? { ...alert, acknowledged: null } : alert));
      const made = progress(known, withHeld({ known, seen: now, isOver, acknowledged }), nowMs);
      take(made);
      writing ??= writeAll()
        .catch(onFailure)
        .finally(() => {
          writing = undefined;
        });
      return made.alerts;
    },
    acknowledge: async (id, value) => {
      await store.change('acknowledged', { put: [{ id, value }] });
      acknowledged.set(id, value);
    },
    stop: async () => await writing,
  };
}
