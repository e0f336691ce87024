import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import type { LogRecord } from '#contract/logs.ts';
import { api } from '../../ui/api.ts';

/** One screen and some to scroll. */
const limit = 200;
/** What is kept while one scrolls back; further back, a smaller window is the way. */
const mostPages = 25;

interface Window {
  readonly from?: string;
  readonly to?: string;
  readonly query?: string;
}

/** The newest lines of a window, and page by page what is older. */
export function useLines(key: readonly unknown[], input: () => Window, { query, still }: { readonly query: string; readonly still: boolean }) {
  const asked = useInfiniteQuery({
    queryKey: still ? ['still', 'GET /api/logs', ...key] : ['GET /api/logs', ...key],
    queryFn: ({ pageParam, signal }) =>
      api('GET /api/logs', pageParam === '' ? { ...input(), limit } : { cursor: pageParam, limit, ...(query === '' ? {} : { query }) }, signal),
    initialPageParam: '',
    getNextPageParam: (last, pages) => (pages.length < mostPages ? last.next : undefined),
    placeholderData: keepPreviousData,
  });
  const records: LogRecord[] | undefined = asked.data?.pages.flatMap((page) => page.records);
  return { ...asked, records };
}
