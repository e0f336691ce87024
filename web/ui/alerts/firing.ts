import type { UseQueryResult } from '@tanstack/react-query';
import type { Alerts } from '#contract/alerts.ts';
import { useRoute } from '../queries.ts';

const everyMs = 10_000;
/** More are counted, and not marked. */
const mostMarked = 500;

/** What fires now, for marks beside what it is about and for the count in the rail: asked once for the whole page. */
export function useFiring(): UseQueryResult<Alerts, Error> {
  return useRoute('GET /api/alerts', 'firing', () => ({ state: 'firing', limit: mostMarked }), { everyMs });
}
