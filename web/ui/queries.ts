import { keepPreviousData, QueryCache, QueryClient, type UseQueryResult, useQuery } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import type { Params, Query, Reply, RouteName } from '#contract/routes.ts';
import { ApiError, api } from './api.ts';

const freshMs = 4000;
const listeners = new Set<() => void>();
let signedOut = false;

function note(refused: boolean): void {
  if (refused === signedOut) return;
  signedOut = refused;
  for (const listener of listeners) listener();
}

/** True while the server answers 401: there is nothing to show but how to get in. */
export function useSignedOut(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => signedOut,
  );
}

export function queryClient(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({
      onError: (error) => note(error instanceof ApiError && error.status === 401),
      onSuccess: () => note(false),
    }),
    // News comes by the live stream; a failed call is retried by hand or by the next news. A browser that believes to be
    // offline asks all the same: a silent pause would look like good data, and the server may be on this host.
    defaultOptions: { queries: { networkMode: 'always', staleTime: freshMs, retry: false, refetchOnWindowFocus: false, refetchOnReconnect: true } },
  });
}

interface Asking {
  readonly enabled?: boolean;
  /** Asked again at this pace, where no news tells of it. */
  readonly everyMs?: number;
  /** News does not change the answer: it is of the past. */
  readonly still?: boolean;
}

/** A route's answer; `input` is computed at each call, so that a live window moves on while its `key` stays. */
export function useRoute<Name extends RouteName>(
  name: Name,
  key: unknown,
  input: () => Params<Name> & Query<Name>,
  { enabled = true, everyMs, still = false }: Asking = {},
): UseQueryResult<Reply<Name>, Error> {
  return useQuery<Reply<Name>, Error>({
    queryKey: still ? ['still', name, key] : [name, key],
    queryFn: ({ signal }) => api(name, input(), signal),
    placeholderData: keepPreviousData as never,
    enabled,
    ...(everyMs !== undefined && { staleTime: everyMs, refetchInterval: everyMs }),
  });
}
