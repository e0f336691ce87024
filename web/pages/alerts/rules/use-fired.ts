import { useMemo } from 'react';
import { type FiredSpan, firedSpans } from '../../../lib/fired-spans.ts';
import { useRoute } from '../../../ui/queries.ts';

const everyMs = 30_000;
const mostChanges = 1000;
const weekMs = 7 * 86_400_000;

export interface Fired {
  readonly fromMs: number;
  readonly toMs: number;
  /** Older changes are not at hand. */
  readonly knownFromMs: number;
  readonly spans: ReadonlyMap<string, readonly FiredSpan[]>;
}

/** When each rule fired in the last week; undefined while that is not known. */
export function useFired(name?: string): Fired | undefined {
  const input = () => ({ from: new Date(Date.now() - weekMs).toISOString(), limit: mostChanges, ...(name !== undefined && { name }) });
  const { data, dataUpdatedAt } = useRoute('GET /api/alert-history', ['week', name], input, { everyMs });
  return useMemo(() => {
    if (data === undefined) return undefined;
    const window = { fromMs: dataUpdatedAt - weekMs, toMs: dataUpdatedAt };
    const oldest = data.changes.at(-1);
    const knownFromMs = data.next === undefined || oldest === undefined ? window.fromMs : Date.parse(oldest.at);
    return { ...window, knownFromMs, spans: firedSpans(data.changes, window) };
  }, [data, dataUpdatedAt]);
}
