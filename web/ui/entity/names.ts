import type { Names } from '#contract/routes.ts';
import { useRoute } from '../queries.ts';

/** Who there is to choose from changes slowly. */
const namesEveryMs = 60_000;

/** Who is on the map now; asked once, whoever needs it. */
export function useNames(): Names['nodes'] {
  const { data } = useRoute('GET /api/names', 'now', () => ({}), { everyMs: namesEveryMs });
  return data?.nodes ?? [];
}
