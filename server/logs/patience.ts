import { ProblemError } from '../problem.ts';
import type { LogCount, LogCounting, LogPage, LogSearch, LogStore } from '../store/logs/log-store.ts';
import { iso } from '../topology/window.ts';

/** So long is looked for lines before what was found is answered. */
const searchMs = 10_000;
/** Of long lines, a page has fewer. */
const mostSigns = 16 << 20;
/** So long is counted: an exact count has no other end. */
const countMs = 30_000;

/** A page, or what of it was found in the time there is and while someone waits for it. */
export async function searched(store: LogStore, search: LogSearch, signal: AbortSignal): Promise<LogPage> {
  const untilMs = performance.now() + searchMs;
  const records: LogPage['records'][number][] = [];
  let asked = search;
  let signs = 0;
  for (;;) {
    const page = await store.search({ ...asked, limit: search.limit - records.length });
    records.push(...page.records);
    if (page.next === undefined) return { records };
    signs += page.records.reduce((sum, { message }) => sum + message.length, 0);
    const isEnough = records.length >= search.limit || signs > mostSigns;
    if (isEnough || signal.aborted || performance.now() > untilMs) return { records, next: page.next };
    asked = { ...asked, after: page.next };
  }
}

/** All of them, or a problem that says how far they were counted. */
export async function counted(store: LogStore, counting: LogCounting, signal: AbortSignal): Promise<LogCount[]> {
  const untilMs = performance.now() + countMs;
  const counts: LogCount[] = [];
  let { toUs } = counting;
  for (;;) {
    const { counts: some, restToUs } = await store.count({ ...counting, toUs });
    for (const count of some) counts.push(count);
    if (restToUs === undefined) return counts;
    if (signal.aborted) throw new ProblemError(503, 'who asked is gone');
    if (performance.now() > untilMs) {
      throw new ProblemError(
        422,
        `after ${countMs / 1000} s the lines were counted back to ${iso(restToUs / 1000)}: a smaller window, or more words, can be counted`,
      );
    }
    toUs = restToUs;
  }
}
