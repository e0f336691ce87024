import type { Names } from '#contract/routes.ts';
import { useRoute } from '../queries.ts';

/** Who there is to choose from changes slowly. */
const namesEveryMs = 60_000;

/** Undefined until there is an answer; `unknown` where it was asked in vain. */
export type KnownNames = Names['nodes'] | 'unknown' | undefined;

/** Who is on the map now; asked once, whoever needs it. */
export function useNames(): KnownNames {
  const { data, isPending } = useRoute('GET /api/names', 'now', () => ({}), { everyMs: namesEveryMs });
  return isPending ? undefined : (data?.nodes ?? 'unknown');
}
