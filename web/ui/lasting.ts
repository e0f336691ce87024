import type { UseQueryResult } from '@tanstack/react-query';
import { useRef } from 'react';

export type Lasting<Reply> = Pick<UseQueryResult<Reply, Error>, 'data' | 'error' | 'dataUpdatedAt' | 'isFetching' | 'isPlaceholderData' | 'refetch'>;

export interface Answer<Reply> {
  readonly data: Reply | undefined;
  /** Milliseconds since the epoch. */
  readonly atMs: number;
}

/**
 * The last answer stays, with its age, while another time loads and where that fails; what failed stays said while it is tried
 * again. By itself TanStack Query has a placeholder only while it loads, and tells no age of it. `before`: what was answered
 * before the page was opened.
 */
export function useLasting<Reply>(asked: UseQueryResult<Reply, Error>, before: Answer<Reply> = { data: undefined, atMs: 0 }): Lasting<Reply> {
  const { data, error, dataUpdatedAt, errorUpdatedAt, isFetching, isPlaceholderData, refetch } = asked;
  const answer = useRef(before);
  const failure = useRef({ error, atMs: errorUpdatedAt });
  if (dataUpdatedAt > 0) answer.current = { data, atMs: dataUpdatedAt };
  if (error !== null) failure.current = { error, atMs: errorUpdatedAt };
  const isTriedAgain = dataUpdatedAt < errorUpdatedAt && errorUpdatedAt === failure.current.atMs;
  return {
    data: data ?? answer.current.data,
    dataUpdatedAt: answer.current.atMs,
    error: isTriedAgain ? failure.current.error : error,
    isFetching,
    isPlaceholderData,
    refetch,
  };
}
