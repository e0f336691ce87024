import { readTime, type TimeScope, writeTime } from '../lib/time.ts';
import { go, usePlace } from './location.ts';

/** The window that the pages look at, and the step that changes it. */
export function useTime(): [TimeScope, (time: TimeScope) => void] {
  const { query } = usePlace();
  return [readTime(query), (time) => go({ set: { range: undefined, from: undefined, to: undefined, ...writeTime(time) } })];
}
