import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { LogRecord } from '#contract/logs.ts';
import { api } from '../../ui/api.ts';
import { followLines } from '../../ui/live.ts';
import { answered, manyCame, nextRound, noTail, shownLines, withLines } from './tail.ts';

/** One screen and some to scroll. */
const limit = 200;
/** What is kept while one scrolls back; further back, a smaller window is the way. */
const mostPages = 25;

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
}

/** Lines as they come, while the window moves. */
function useTail({ query, still, isReading }: Options) {
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

interface Listed {
  readonly of: string;
  readonly records: readonly LogRecord[];
  readonly atMs: number;
}

/** The newest lines of a window, page by page what is older, and what comes meanwhile. */
export function useLines(key: readonly unknown[], input: () => Window, options: Options) {
  const { query, still } = options;
  const { tail, setTail, isFollowing, startOver } = useTail(options);
  const { round } = tail;
  const asked = useInfiniteQuery({
    // Who follows gets the lines themselves, and no news of them.
    queryKey: [still ? 'still' : 'followed', 'GET /api/logs', ...key, round],
    queryFn: ({ pageParam, signal }) =>
      api('GET /api/logs', pageParam === '' ? { ...input(), limit } : { cursor: pageParam, limit, ...(query === '' ? {} : { query }) }, signal),
    initialPageParam: '',
    getNextPageParam: (last, pages) => (pages.length < mostPages ? last.next : undefined),
    placeholderData: keepPreviousData,
    ...(!still && { gcTime: 0 }),
    ...(!still && !isFollowing && { refetchInterval: pollMs }),
  });
  const { data, dataUpdatedAt, isPlaceholderData } = asked;
  const hasAnswer = data !== undefined && !isPlaceholderData;
  const of = JSON.stringify(key);
  const [last, setLast] = useState<Listed>();
  useEffect(() => {
    if (!hasAnswer) return;
    setTail((now) => answered(now, round));
    setLast({ of, records: data.pages.flatMap((page) => page.records), atMs: dataUpdatedAt });
  }, [hasAnswer, data, dataUpdatedAt, of, round, setTail]);
  // Another round of the same may fail: what was there stays.
  const kept = last?.of === of ? last : undefined;
  const listed = data?.pages.flatMap((page) => page.records) ?? kept?.records;
  const shownSinceMs = hasAnswer ? dataUpdatedAt : kept?.atMs;
  return { ...asked, lines: listed && shownLines(listed, tail), shownSinceMs, isFollowing, newer: tail.newer, startOver };
}

export type Lines = ReturnType<typeof useLines>;
