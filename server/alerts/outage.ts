import type { Alert } from '#contract/alerts.ts';
import { isOn, type News, resolved } from './episodes.ts';

/** After a longer outage Prometheus begins an alert anew (its `--rules.alert.for-outage-tolerance`), and so do we. */
const toleratedMs = 3_600_000;

interface Outage {
  readonly known: ReadonlyMap<string, Alert>;
  readonly seen: readonly Alert[];
  /** When alerts were last looked at. */
  readonly watchedMs: number;
  readonly nowMs: number;
}

/** Alerts that were on when nobody looked any more, are over as of then: unless who tells them did look, and says since when they are on. */
export function endedInOutage({ known, seen, watchedMs, nowMs }: Outage): News {
  if (nowMs - watchedMs <= toleratedMs) return { changes: [], changed: [], gone: [] };
  const lasting = new Set(seen.filter((alert) => isOn(alert) && Date.parse(alert.since) <= watchedMs).map(({ id }) => id));
  const over = [...known.values()].filter((alert) => isOn(alert) && alert.source === 'sonde' && !lasting.has(alert.id));
  const changed = over.map((alert) => resolved(alert, watchedMs));
  const note = `nobody watched from ${new Date(watchedMs).toISOString()} to ${new Date(nowMs).toISOString()}`;
  return { changes: changed.map((alert) => ({ what: 'resolved', alert, atMs: watchedMs, note })), changed, gone: [] };
}
