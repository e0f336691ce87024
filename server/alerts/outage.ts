import type { Alert } from '#contract/alerts.ts';
import type { Change } from './changes.ts';
import { isOn, type News, resolved } from './episodes.ts';

/** After a longer outage Prometheus begins an alert anew (its `--rules.alert.for-outage-tolerance`), and so do we. */
const toleratedMs = 3_600_000;

interface Outage {
  readonly known: ReadonlyMap<string, Alert>;
  readonly seen: readonly Alert[];
  /** When alerts were last looked at; not to the minute, where this server did not look yet. */
  readonly watchedMs: number;
  readonly nowMs: number;
}

/** Alerts that were on when nobody looked any more, are over as of then: unless who tells them did look, and says since when they are on. */
export function endedInOutage({ known, seen, watchedMs, nowMs }: Outage): News {
  if (nowMs - watchedMs <= toleratedMs) return { changes: [], changed: [], gone: [] };
  const sinceMs = new Map(seen.filter(isOn).map(({ id, since }) => [id, Date.parse(since)]));
  // None is over before it began.
  const endMs = ({ since }: Alert): number => Math.max(watchedMs, Date.parse(since));
  const lasts = (alert: Alert): boolean => (sinceMs.get(alert.id) ?? Number.POSITIVE_INFINITY) <= endMs(alert);
  const over = [...known.values()].filter((alert) => isOn(alert) && alert.source === 'sonde' && !lasts(alert));
  const note = `nobody watched from ${new Date(watchedMs).toISOString()} to ${new Date(nowMs).toISOString()}`;
  const changes = over.map((alert): Change => ({ what: 'resolved', alert: resolved(alert, endMs(alert)), atMs: endMs(alert), note }));
  return { changes, changed: changes.map(({ alert }) => alert), gone: [] };
}
