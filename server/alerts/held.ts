import type { Acknowledged, Alert } from '#contract/alerts.ts';
import { isOn } from './episodes.ts';
import type { PrometheusAlerts } from './prometheus-alerts.ts';

interface Seen extends Pick<PrometheusAlerts, 'isOver'> {
  readonly known: ReadonlyMap<string, Alert>;
  readonly seen: readonly Alert[];
  readonly acknowledged: ReadonlyMap<string, Acknowledged>;
}

/** What is seen; one that was on, and of which nobody can say yet that it is over, stands as it was. */
export function withHeld({ known, seen, isOver, acknowledged }: Seen): Alert[] {
  const held = (before: Alert | undefined, isPending: boolean): before is Alert =>
    before !== undefined && isOn(before) && before.source === 'sonde' && !isOver(before.name, isPending);
  const ids = new Set(seen.map(({ id }) => id));
  const absent = [...known.values()].filter((before) => !ids.has(before.id) && held(before, false));
  return [
    ...seen.map((alert): Alert => {
      const before = known.get(alert.id);
      if (alert.state !== 'pending' || !held(before, true)) return alert;
      const { state, since, silencedBy, inhibitedBy } = before;
      return { ...alert, state, since, silencedBy, inhibitedBy };
    }),
    ...absent.map((before) => ({ ...before, acknowledged: acknowledged.get(before.id) ?? null })),
  ];
}
