import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { api } from '../../ui/api.ts';

/** One screen and some to scroll. */
const limit = 500;
/** What is kept while one scrolls back; further back, a smaller window is the way. */
const mostPages = 100;

interface Window {
  readonly from?: string;
  readonly to?: string;
  readonly query?: string;
}

/** The newest events of a window, and page by page what is older. */
export function useEvents(key: readonly unknown[], input: () => Window, still: boolean) {
  const asked = useInfiniteQuery({
    queryKey: still ? ['still', 'GET /api/events', ...key] : ['GET /api/events', ...key],
    queryFn: ({ pageParam, signal }) => api('GET /api/events', pageParam === '' ? { ...input(), limit } : { cursor: pageParam, limit }, signal),
    initialPageParam: '',
    getNextPageParam: (last, pages) => (pages.length < mostPages ? last.next : undefined),
    placeholderData: keepPreviousData,
  });
  return { ...asked, records: asked.data?.pages.flatMap((page) => page.records) };
}
