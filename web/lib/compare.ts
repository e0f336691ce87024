import { bounds, type TimeScope } from './time.ts';

/** What the numbers shown can be compared with. */
export const comparisons = [
  { id: '1h', label: '1 h ago', words: 'an hour ago', seconds: 3600 },
  { id: '1d', label: '1 d ago', words: 'a day ago', seconds: 86_400 },
  { id: '7d', label: '7 d ago', words: 'a week ago', seconds: 604_800 },
] as const;
export type Comparison = (typeof comparisons)[number];

/** The key of the URL that holds it. */
export const compareKey = 'vs';

export function readCompare(query: URLSearchParams): Comparison | undefined {
  const id = query.get(compareKey);
  return comparisons.find((comparison) => comparison.id === id);
}

/** While the window follows the clock, the one to compare with moves by minutes: it is asked for less often, and is the same for all who look. */
const alignMs = 60_000;

/** The window that lies so much earlier. */
export function earlier(time: TimeScope, { seconds }: { readonly seconds: number }, nowMs: number): { from: string; to: string } {
  const { fromMs, toMs } = bounds(time, time.kind === 'live' ? Math.floor(nowMs / alignMs) * alignMs : nowMs);
  return { from: new Date(fromMs - seconds * 1000).toISOString(), to: new Date(toMs - seconds * 1000).toISOString() };
}
