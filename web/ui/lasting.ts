import type { UseQueryResult } from '@tanstack/react-query';
import { useRef } from 'react';

export type Lasting<Reply> = Pick<UseQueryResult<Reply, Error>, 'data' | 'error' | 'dataUpdatedAt' | 'isFetching' | 'isPlaceholderData' | 'refetch'>;

/** What stays while another time loads keeps its age: of a placeholder TanStack Query tells none. */
export function useLasting<Reply>({ data, error, dataUpdatedAt, isFetching, isPlaceholderData, refetch }: UseQueryResult<Reply, Error>): Lasting<Reply> {
  const atMs = useRef(dataUpdatedAt);
  if (dataUpdatedAt > 0) atMs.current = dataUpdatedAt;
  return { data, error, dataUpdatedAt: atMs.current, isFetching, isPlaceholderData, refetch };
}
