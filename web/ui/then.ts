import type { Params, Query, Reply } from '#contract/routes.ts';
import { type Comparison, earlier, readCompare } from '../lib/compare.ts';
import { ApiError } from './api.ts';
import { usePlace } from './location.ts';
import { useNow } from './now.ts';
import { useRoute } from './queries.ts';
import { useTime } from './time-scope.ts';

/** What tells of one thing in a window. */
type OfWindow = 'GET /api/edges/:id' | 'GET /api/workloads/:id' | 'GET /api/nodes/:node';

export interface Then<Name extends OfWindow> {
  readonly was: Reply<Name> | undefined;
  /** Why there is nothing of it. */
  readonly missing: string | undefined;
}

const nowEveryMs = 60_000;
/** While the next minute is asked for, the last one stays; another comparison's numbers do not. */
const sameWithinMs = 2 * nowEveryMs;
const isUnknown = (error: Error): boolean => error instanceof ApiError && error.status === 404;

function missingText(error: Error, { words }: Comparison): string {
  return isUnknown(error) ? `Not seen ${words}.` : `What it was ${words} is not known. ${error.message}`;
}

/** The same answer for the window that is compared with, where one is chosen. */
export function useThen<Name extends OfWindow>(
  name: Name,
  input: (window: { readonly from: string; readonly to: string }) => Params<Name> & Query<Name>,
): Then<Name> {
  const [time] = useTime();
  const comparison = readCompare(usePlace().query);
  const window = earlier(time, comparison ?? { seconds: 0 }, useNow(nowEveryMs));
  const asked = input(window);
  const { data, error } = useRoute(name, asked, () => asked, { enabled: comparison !== undefined, still: true });
  if (comparison === undefined) return { was: undefined, missing: undefined };
  if (error !== null) return { was: undefined, missing: missingText(error, comparison) };
  const isOfThen = data !== undefined && Math.abs(Date.parse(data.to) - Date.parse(window.to)) <= sameWithinMs;
  return { was: isOfThen ? data : undefined, missing: undefined };
}
