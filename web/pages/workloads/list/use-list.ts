import { keepPreviousData, type UseQueryResult, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { type TimeScope, windowOf } from '../../../lib/time.ts';
import type { Summary } from './protocol.ts';
import type { Asked, Rows } from './rows.ts';
import { workloadList } from './workload-list.ts';

/** Has the worker load the workloads of a time; what it answers is what the server says of all of them. */
export function useWorkloads(time: TimeScope): UseQueryResult<Summary, Error> {
  const of = JSON.stringify(time);
  const kept = () => (workloadList().loaded?.of === of ? workloadList().loaded : undefined);
  return useQuery<Summary, Error>({
    queryKey: ['GET /api/workloads', time],
    queryFn: ({ signal }) => workloadList().load(of, windowOf(time, Date.now()), signal),
    initialData: () => kept()?.summary,
    initialDataUpdatedAt: () => kept()?.atMs,
    placeholderData: keepPreviousData,
    // The worker holds one answer: that for another time is not at hand any more.
    gcTime: 0,
  });
}

interface RowsInSight {
  readonly rows: Rows | undefined;
  /** Why these are not the ones asked for last. */
  readonly error: Error | null;
}

/** Those in sight, asked for again whenever something was loaded; until they are there, those from before. */
export function useRows(asked: Asked, loadedAtMs: number): RowsInSight {
  const [found, setFound] = useState<RowsInSight>({ rows: undefined, error: null });
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was loaded since is answered otherwise
  useEffect(() => {
    // The worker answers in turn, so that the last of its answers is of what was asked last.
    workloadList()
      .rows(asked)
      .then(
        (rows) => rows && setFound({ rows, error: null }),
        (error: Error) => setFound(({ rows }) => ({ rows, error })),
      );
  }, [asked, loadedAtMs]);
  return found;
}
