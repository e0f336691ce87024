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

/** The newest lines of a window, page by page what is older, and what comes meanwhile. */
export function useLines(key: readonly unknown[], input: () => Window, options: Options) {
  const { query, still } = options;
  const { tail, setTail, isFollowing, startOver } = useTail(options);
  const { round } = tail;
  // Who follows gets the lines themselves, and no news of them.
  const keptStill = still ? ['still'] : isFollowing ? ['followed'] : [];
  const asked = useInfiniteQuery({
    queryKey: [...keptStill, 'GET /api/logs', ...key, round],
    queryFn: ({ pageParam, signal }) =>
      api('GET /api/logs', pageParam === '' ? { ...input(), limit } : { cursor: pageParam, limit, ...(query === '' ? {} : { query }) }, signal),
    initialPageParam: '',
    getNextPageParam: (last, pages) => (pages.length < mostPages ? last.next : undefined),
    placeholderData: keepPreviousData,
    ...(keptStill[0] === 'followed' && { gcTime: 0 }),
  });
  const hasAnswer = asked.data !== undefined && !asked.isPlaceholderData;
  useEffect(() => {
    if (hasAnswer) setTail((now) => answered(now, round));
  }, [hasAnswer, round, setTail]);
  const listed: LogRecord[] | undefined = asked.data?.pages.flatMap((page) => page.records);
  return { ...asked, lines: listed && shownLines(listed, tail), isFollowing, newer: tail.newer, startOver };
}

export type Lines = ReturnType<typeof useLines>;
