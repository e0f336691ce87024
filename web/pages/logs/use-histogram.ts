import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { LogHistogram, LogProgress } from '#contract/logs.ts';
import type { Query } from '#contract/routes.ts';
import { apiLines } from '../../ui/api.ts';

interface Counting {
  readonly of: string;
  readonly progress: LogProgress;
}

/** Lines over time. A long one is shown as it is counted, the newest first; once it is whole, news only replace it by a whole one. */
export function useHistogram(key: readonly unknown[], input: () => Query<'GET /api/logs/histogram'>, still: boolean) {
  const client = useQueryClient();
  const [counting, setCounting] = useState<Counting>();
  const [took, setTook] = useState<{ readonly of: string; readonly seconds: number }>();
  const queryKey = [...(still ? ['still'] : []), 'GET /api/logs/histogram', ...key];
  const of = JSON.stringify(key);
  const asked = useQuery<LogHistogram, Error>({
    queryKey,
    queryFn: async ({ signal }) => {
      const began = performance.now();
      let last: LogProgress | undefined;
      for await (const progress of apiLines<LogProgress>('/api/logs/histogram/progress', input(), signal)) {
        last = progress;
        setCounting(progress.share < 1 ? { of, progress } : undefined);
      }
      if (last === undefined || last.share < 1) throw new Error('The answer ended before all was counted.');
      setTook({ of, seconds: (performance.now() - began) / 1000 });
      return last.histogram;
    },
    placeholderData: keepPreviousData,
  });
  const isWhole = asked.data !== undefined && !asked.isPlaceholderData;
  const progress = isWhole || counting?.of !== of ? undefined : counting.progress;
  return {
    ...asked,
    isWhole,
    progress,
    tookSeconds: took?.of === of ? took.seconds : undefined,
    histogram: progress?.histogram ?? asked.data,
    cancel: () => void client.cancelQueries({ queryKey }),
  };
}

export type Counted = ReturnType<typeof useHistogram>;
