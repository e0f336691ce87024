import { ProblemError } from '../problem.ts';
import type { LogCount, LogCounting, LogPage, LogSearch, LogStore, LogWindow } from '../store/logs/log-store.ts';
import { iso } from '../topology/window.ts';

/** So long is looked for lines before what was found is answered. */
const searchMs = 10_000;
/** Of long lines, a page has fewer. */
const mostSigns = 16 << 20;
/** So long is counted: an exact count has no other end. */
const countMs = 30_000;

/** A page, or what of it was found in the time there is and while someone waits for it. */
export async function searched(store: LogStore, search: LogSearch, signal: AbortSignal): Promise<LogPage & { readonly isShort?: boolean }> {
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
    if (isEnough || signal.aborted || performance.now() > untilMs) return { records, next: page.next, isShort: !isEnough };
    asked = { ...asked, after: page.next };
  }
}

/** Answers of a question, turn by turn, to its end or as long as someone waits for it; after too long, a problem that says how far it came. */
export async function* turns<Part extends { readonly restToUs?: number }>(
  { fromUs, toUs }: LogWindow,
  ask: (toUs: number) => Promise<Part>,
  signal: AbortSignal,
): AsyncGenerator<Part & LogWindow> {
  const untilMs = performance.now() + countMs;
  let leftToUs: number | undefined = toUs;
  while (leftToUs !== undefined) {
    if (performance.now() > untilMs) {
      throw new ProblemError(
        422,
        `after ${countMs / 1000} s the lines were counted back to ${iso(leftToUs / 1000)}: a smaller window, or more words, can be counted`,
      );
    }
    const part: Part = await ask(leftToUs);
    yield { ...part, fromUs: part.restToUs ?? fromUs, toUs: leftToUs };
    if (signal.aborted) throw new ProblemError(503, 'who asked is gone');
    leftToUs = part.restToUs;
  }
}

/** What was counted so far, and back to when: the newest lines first. */
interface CountedSoFar {
  readonly counts: readonly LogCount[];
  readonly fromUs: number;
}

export async function* counting(store: LogStore, asked: LogCounting, signal: AbortSignal): AsyncGenerator<CountedSoFar> {
  const counts: LogCount[] = [];
  for await (const { counts: some, fromUs } of turns(asked, (toUs) => store.count({ ...asked, toUs }), signal)) {
    for (const count of some) counts.push(count);
    yield { counts, fromUs };
  }
}

/** All of them. */
export async function counted(store: LogStore, asked: LogCounting, signal: AbortSignal): Promise<readonly LogCount[]> {
  let counts: readonly LogCount[] = [];
  for await (const soFar of counting(store, asked, signal)) counts = soFar.counts;
  return counts;
}
