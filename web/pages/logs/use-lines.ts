import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Logs } from '#contract/logs.ts';
import { api } from '../../ui/api.ts';
import { followLines } from '../../ui/live.ts';
import { listRows } from './list-rows.ts';
import { answered, freshLines, manyCame, nextRound, noTail, withLines } from './tail.ts';

/** One screen and some to scroll; then more at a time. */
const limits = { first: 200, more: 1000 } as const;
/** What is kept while one scrolls, in each direction; beyond, one goes on from there. */
const mostPages = 100;

interface Window {
  readonly from?: string;
  readonly to?: string;
  readonly query?: string;
}

interface Options {
  readonly query: string;
  /** The window does not move. */
  readonly still: boolean;
  readonly isReading: boolean;
  /** The list begins at a moment of the window instead of at its end, and goes on in both directions. */
  readonly fromMs: number | undefined;
}

/** Lines as they come, while the window moves. */
function useTail({ query, still, isReading }: Omit<Options, 'fromMs'>) {
  const [tail, setTail] = useState(noTail);
  const [isFollowing, setFollowing] = useState(false);
  const reading = useRef(isReading);
  useEffect(() => {
    reading.current = isReading;
    // Who goes on gets what was only counted meanwhile.
    if (!isReading) setTail((now) => (now.newer > 0 ? nextRound(now) : now));
  }, [isReading]);
  const startOver = useCallback(() => setTail(nextRound), []);
  useEffect(() => {
    if (still) return;
    const leave = followLines({
      query,
      onFollowing: () => {
        setFollowing(true);
        // What came while nobody listened is in the list. Who reads gets it on going on.
        if (!reading.current) startOver();
      },
      onLines: (lines) => setTail((now) => withLines(now, lines, reading.current)),
      onAway: () => setFollowing(false),
    });
    return () => {
      leave();
      setFollowing(false);
      setTail(nextRound);
    };
  }, [query, still, startOver]);
  const isMany = tail.came.length >= manyCame && tail.came[0]?.round === tail.round && !isReading;
  useEffect(() => {
    if (isMany) startOver();
  }, [isMany, startOver]);
  return { tail, setTail, isFollowing, startOver };
}

/** Where lines do not come by themselves. */
const pollMs = 5000;

interface Kept {
  readonly of: string;
  readonly pages: readonly Logs[];
  readonly atMs: number;
}

const none: readonly Logs[] = [];
const nextOf = (last: Logs, pages: readonly unknown[]): string | undefined => (pages.length < mostPages ? last.next : undefined);

/** Page by page in one direction. */
const pagesOf = (query: string, first: () => Window & { readonly order?: 'oldest' }) => ({
  queryFn: ({ pageParam, signal }: { readonly pageParam: string; readonly signal: AbortSignal }) =>
    api(
      'GET /api/logs',
      pageParam === '' ? { ...first(), limit: limits.first } : { cursor: pageParam, limit: limits.more, ...(query === '' ? {} : { query }) },
      signal,
    ),
  initialPageParam: '',
  getNextPageParam: nextOf,
  // A hundred thousand lines would be compared one by one with themselves.
  structuralSharing: false,
});

/** Lines from a moment on, where the list begins there. */
function useNewer(key: readonly unknown[], input: () => Window, { query, fromMs }: Options) {
  const from = fromMs === undefined ? '' : new Date(fromMs).toISOString();
  const asked = useInfiniteQuery({
    queryKey: ['still', 'GET /api/logs', 'newer', ...key, from],
    ...pagesOf(query, () => ({ ...input(), from, order: 'oldest' })),
    enabled: from !== '',
  });
  return { ...asked, pages: from === '' ? none : (asked.data?.pages ?? none) };
}

/** The lines of a window from a place on: page by page what is older and newer, and at the end of a window that moves what comes meanwhile. */
export function useLines(key: readonly unknown[], input: () => Window, options: Options) {
  const { query, still, fromMs, isReading } = options;
  const { tail, setTail, isFollowing, startOver } = useTail(options);
  const { round } = tail;
  const isMoving = !still && fromMs === undefined;
  const before = fromMs === undefined ? {} : { to: new Date(fromMs).toISOString() };
  const asked = useInfiniteQuery({
    // Who follows gets the lines themselves, and no news of them.
    queryKey: [isMoving ? 'followed' : 'still', 'GET /api/logs', ...key, isMoving ? round : fromMs],
    ...pagesOf(query, () => ({ ...input(), ...before })),
    placeholderData: keepPreviousData,
    ...(isMoving && { gcTime: 0 }),
    ...(isMoving && !isFollowing && !isReading && { refetchInterval: pollMs }),
  });
  const newer = useNewer(key, input, options);
  const { dataUpdatedAt, isPlaceholderData } = asked;
  const pages = asked.data?.pages;
  const hasAnswer = pages !== undefined && !isPlaceholderData;
  const of = JSON.stringify(key);
  const [last, setLast] = useState<Kept>();
  useEffect(() => {
    if (!hasAnswer) return;
    setTail((now) => answered(now, round));
    setLast({ of, pages, atMs: dataUpdatedAt });
  }, [hasAnswer, pages, dataUpdatedAt, of, round, setTail]);
  // Another round of the same may fail: what was there stays.
  const kept = last?.of === of ? last : undefined;
  const older = pages ?? kept?.pages;
  const shownSinceMs = hasAnswer ? dataUpdatedAt : kept?.atMs;
  const lines = useMemo(
    () => older && listRows({ older, newer: newer.pages, came: fromMs === undefined ? freshLines(older[0]?.records ?? [], tail) : [] }),
    [older, newer.pages, fromMs, tail],
  );
  const dropped = useMemo(() => tail.came.reduce((sum, one) => sum + one.dropped, 0), [tail]);
  return { ...asked, error: asked.error ?? newer.error, lines, newerLines: newer, shownSinceMs, isFollowing, newer: tail.newer, dropped, startOver };
}

export type Lines = ReturnType<typeof useLines>;
