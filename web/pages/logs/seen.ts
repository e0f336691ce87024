import { useSyncExternalStore } from 'react';
import type { TimeSpan } from '../../ui/charts/plot.ts';

/** The time of the lines that are in sight: it changes with each turn of the wheel, and few have to know. */
const listeners = new Set<() => void>();
let seen: TimeSpan | undefined;

export function see(span: TimeSpan | undefined): void {
  if (span?.fromMs === seen?.fromMs && span?.toMs === seen?.toMs) return;
  seen = span;
  for (const listener of listeners) listener();
}

export function useSeen(): TimeSpan | undefined {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => seen,
  );
}
