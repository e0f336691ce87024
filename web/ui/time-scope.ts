import { useMemo } from 'react';
import { readTime, type TimeScope, writeTime } from '../lib/time.ts';
import { type Change, go, usePlace } from './location.ts';

/** A link to another time, all else as it is. */
export const showsTime = (time: TimeScope): Change => ({ set: { range: undefined, from: undefined, to: undefined, ...writeTime(time) } });

/** The window that the pages look at, and the step that changes it. */
export function useTime(): [TimeScope, (time: TimeScope, how?: 'push' | 'replace') => void] {
  const { query } = usePlace();
  const time = useMemo(() => readTime(query), [query]);
  return [time, (to, how) => go(showsTime(to), how)];
}
