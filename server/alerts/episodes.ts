import type { Alert } from '#contract/alerts.ts';
import type { Change, What } from './changes.ts';

/** How long one that is over is shown. */
const resolvedShownMs = 3_600_000;

/** What is to be written. */
export interface News {
  readonly changes: readonly Change[];
  /** That are not as they were, to be kept. */
  readonly changed: readonly Alert[];
  readonly gone: readonly string[];
}

export interface Progress extends News {
  /** With when each began as it was first seen, and those that are over. */
  readonly alerts: readonly Alert[];
}

export const isOn = ({ state }: Alert) => state !== 'pending' && state !== 'resolved';
const silencing = ({ silencedBy: [first] }: Alert) => (first === undefined ? {} : { who: first.who, note: first.why });

/** What became of one that was on before, or was not. */
function changesOf(before: Alert | undefined, now: Alert, atMs: number): Change[] {
  const wasOn = before !== undefined && isOn(before);
  const told = (what: What, more: object = {}): Change => ({ what, alert: now, atMs, ...more });
  const began = wasOn ? [] : [told('fired')];
  if (wasOn && before.state === now.state) return began;
  if (now.state === 'silenced') return [...began, told('silenced', silencing(now))];
  if (now.state === 'inhibited') return [...began, told('inhibited', { note: now.inhibitedBy.map(({ name }) => name).join(', ') })];
  return wasOn && before.state === 'silenced' ? [told('unsilenced')] : began;
}

export const resolved = (alert: Alert, atMs: number): Alert => ({
  ...alert,
  state: 'resolved',
  resolvedAt: new Date(atMs).toISOString(),
  silencedBy: [],
  inhibitedBy: [],
  acknowledged: null,
});

/** What is kept of one says who it is and how it stands, and so need not be written at each new value. */
const isSame = (a: Alert | undefined, b: Alert) => a !== undefined && a.state === b.state && a.since === b.since;

/** From what was known and what is seen now to what is known then. */
export function progress(known: ReadonlyMap<string, Alert>, seen: readonly Alert[], nowMs: number): Progress {
  const ids = new Set(seen.map(({ id }) => id));
  const now = seen.map((alert): Alert => {
    const before = known.get(alert.id);
    return before !== undefined && isOn(before) && isOn(alert) ? { ...alert, since: before.since } : alert;
  });
  const on = now.filter(isOn);
  const onIds = new Set(on.map(({ id }) => id));
  const absent = [...known.values()].filter(({ id }) => !onIds.has(id));
  const over = absent.filter(isOn).map((alert) => resolved(alert, nowMs));
  const isOld = ({ resolvedAt }: Alert) => resolvedAt !== null && nowMs - Date.parse(resolvedAt) > resolvedShownMs;
  const earlier = absent.filter((alert) => !isOn(alert));
  const shown = earlier.filter((alert) => !isOld(alert));
  return {
    alerts: [...now, ...over, ...shown.filter(({ id }) => !ids.has(id))],
    changes: [
      ...over.map((alert): Change => ({ what: 'resolved', alert, atMs: nowMs })),
      ...on.flatMap((alert) => changesOf(known.get(alert.id), alert, nowMs)),
    ],
    changed: [...over, ...on.filter((alert) => !isSame(known.get(alert.id), alert))],
    gone: earlier.filter(isOld).map(({ id }) => id),
  };
}
