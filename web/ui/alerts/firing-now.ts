import type { UseQueryResult } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Alerts } from '#contract/alerts.ts';
import { useRoute } from '../queries.ts';
import { useTime } from '../time-scope.ts';
import { idOnMap } from './on-map.ts';

const everyMs = 10_000;
/** More are counted, and not marked. */
const mostMarked = 500;

/** What fires now, for marks beside what it is about and for the count in the rail: asked once for the whole page. */
export function useFiring(): UseQueryResult<Alerts, Error> {
  return useRoute('GET /api/alerts', 'firing', () => ({ state: 'firing', limit: mostMarked }), { everyMs });
}

const nobody: readonly string[] = [];

/** Ids on the map of what alerts fire about; none while one looks at the past, when others may have fired. */
export function useAlerted(): readonly string[] {
  const [time] = useTime();
  const { data } = useFiring();
  const isNow = time.kind === 'live';
  return useMemo(() => {
    if (data === undefined || !isNow) return nobody;
    return [...new Set(data.alerts.flatMap(({ entity, severity }) => (entity === null || severity === 'none' ? [] : [idOnMap(entity)])))].sort();
  }, [data, isNow]);
}
