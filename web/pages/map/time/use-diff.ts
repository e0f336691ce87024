import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Query } from '#contract/routes.ts';
import { type Comparison, comparisons, readCompare } from '../../../lib/compare.ts';
import { bounds, type TimeScope } from '../../../lib/time.ts';
import { type Change, usePlace } from '../../../ui/location.ts';
import { useTime } from '../../../ui/time-scope.ts';
import { mapEngine } from '../engine/map-engine.ts';
import type { Compared } from '../engine/protocol.ts';
import { useEngineState } from '../engine/use-engine.ts';
import type { Listed } from '../model/changed.ts';
import { type QuickFilter, readFilters, writeQuick } from '../model/filters.ts';

/** The keys of the URL: the pinned moment, and whether the list of differences is open. */
const pinKey = 'a';
const panelKey = 'panel';

export function readPin(query: URLSearchParams): number | undefined {
  const ms = Date.parse(query.get(pinKey) ?? '');
  return Number.isNaN(ms) ? undefined : ms;
}

export const isDiffOpen = (query: URLSearchParams): boolean => query.get(panelKey) === 'diff';

export const pins = (atMs: number): Change => ({ set: { [pinKey]: new Date(atMs).toISOString() } });

/** Those that stay, whether the list is open or not. */
const otherFilters = (query: URLSearchParams): QuickFilter[] => [...readFilters(query).quick].filter((id) => id !== 'changed');
export const opensDiff = (query: URLSearchParams): Change => ({
  set: { [panelKey]: 'diff', show: writeQuick(new Set([...otherFilters(query), 'changed'])), sel: undefined },
});
export const closesDiff = (query: URLSearchParams): Change => ({ set: { [panelKey]: undefined, show: writeQuick(new Set(otherFilters(query))) } });
/** Without a pin there is nothing to list. */
export const unpins = (query: URLSearchParams): Change => ({ set: { ...closesDiff(query).set, [pinKey]: undefined } });

const [hour] = comparisons;
/** What the server takes. */
const leastSeconds = 60;
const mostSeconds = 86_400;
const alignMs = 60_000;

/** With what the map is compared where nothing is pinned. */
export const earlierThan = (query: URLSearchParams): Comparison => readCompare(query) ?? hour;

/** The earlier of the two moments: the pin, else so long ago as is compared with, else an hour. */
function earlierMs(query: URLSearchParams, time: TimeScope): number {
  const pinned = readPin(query);
  if (pinned !== undefined) return pinned;
  const { toMs } = bounds(time, Math.floor(Date.now() / alignMs) * alignMs);
  return toMs - earlierThan(query).seconds * 1000;
}

function momentsOf(query: URLSearchParams, time: TimeScope): Query<'GET /api/topology/diff'> {
  const { fromMs, toMs } = bounds(time, Date.now());
  const seconds = Math.min(Math.max(Math.round((toMs - fromMs) / 1000), leastSeconds), mostSeconds);
  return { a: new Date(earlierMs(query, time)).toISOString(), ...(time.kind !== 'live' && { b: new Date(toMs).toISOString() }), windowSeconds: seconds };
}

export interface Diff {
  readonly differences: Listed | undefined;
  readonly compared: Compared | undefined;
  readonly error: Error | null;
  readonly retry: () => void;
  readonly retrying: boolean;
}

/** What is different between the earlier moment and the one that is shown, in the names that the engine has; asked for only where somebody wants to know. */
export function useDiff(): Diff {
  const { query } = usePlace();
  const [time] = useTime();
  const wanted = readPin(query) !== undefined || readCompare(query) !== undefined || isDiffOpen(query) || (query.get('show') ?? '').includes('changed');
  const { data, error, isFetching, isPlaceholderData, refetch } = useQuery<Compared, Error>({
    queryKey: ['GET /api/topology/diff', { time, pin: query.get(pinKey), vs: query.get('vs') }],
    queryFn: ({ signal }) => mapEngine().compare(momentsOf(query, time), signal),
    placeholderData: keepPreviousData,
    enabled: wanted,
    // The engine holds one comparison: of another it has forgotten what is different.
    gcTime: 0,
    staleTime: 0,
  });
  const compared = wanted && !isPlaceholderData ? data : undefined;
  const isAlone = compared === undefined;
  useEffect(() => {
    if (isAlone) mapEngine().send({ kind: 'alone' });
  }, [isAlone]);
  const told = useEngineState((state) => state.told);
  const known = told !== undefined && told.a === compared?.a;
  return { differences: known ? told.differences : undefined, compared, error: wanted ? error : null, retry: () => void refetch(), retrying: isFetching };
}
