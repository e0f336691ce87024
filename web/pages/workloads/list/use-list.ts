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

/** Those in sight, asked for again whenever something was loaded; until they are there, those from before. */
export function useRows(asked: Asked, loadedAtMs: number): Rows | undefined {
  const [rows, setRows] = useState<Rows>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was loaded since is answered otherwise
  useEffect(() => {
    // The worker answers in turn, so that the last of its answers is of what was asked last.
    void workloadList()
      .rows(asked)
      .then((found) => found && setRows(found));
  }, [asked, loadedAtMs]);
  return rows;
}
