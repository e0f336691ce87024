import type { Names } from '#contract/routes.ts';
import { useRoute } from '../queries.ts';

/** Who there is to choose from changes slowly. */
const namesEveryMs = 60_000;

/** Who is on the map now; asked once, whoever needs it. Undefined until it is known. */
export function useNames(): Names['nodes'] | undefined {
  const { data, isPending } = useRoute('GET /api/names', 'now', () => ({}), { everyMs: namesEveryMs });
  return isPending ? undefined : (data?.nodes ?? []);
}
