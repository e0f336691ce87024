import { setTimeout as delay } from 'node:timers/promises';

/** Longer than this nobody waits for a new answer where an older one is at hand. */
const patienceMs = 400;

/** The new answer if it comes soon, else the older one, as long as that is good enough to be given. */
export async function soonOr<Answer>(fresh: Promise<Answer>, older: () => Answer | undefined, withinMs = patienceMs): Promise<Answer> {
  const waited = new AbortController();
  // Where it has failed by then, who asks next is told.
  fresh.catch(() => undefined);
  try {
    return (await Promise.race([fresh, delay(withinMs, undefined, { signal: waited.signal })])) ?? older() ?? (await fresh);
  } finally {
    waited.abort();
  }
}
