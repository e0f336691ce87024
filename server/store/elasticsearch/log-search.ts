import type { Rule } from '#contract/find/term.ts';
import { lineMatcher } from '../logs/line-matcher.ts';
import type { LogPage, LogPlace, LogSearch } from '../logs/log-store.ts';
import { behind, type FoundLine, lineOf, matched, placeOf, recordOf } from './log-hits.ts';
import type { LogIndex } from './log-index.ts';
import { firstHits } from './log-nearest.ts';
import { translated } from './log-rule.ts';

/** So long may one call take; who asked comes again for the rest. */
const turnMs = 250;
/** Elasticsearch answers no more at a time. */
const mostAtOnce = 10_000;
/** Of lines that have to be looked at, as many are fetched first; then more and more. */
const lookedAtFirst = 500;
const growth = 4;

/** What is found of a search, one page after the other; with each, the lines that were looked at and those of them that match. */
async function* lookedThrough(
  index: LogIndex,
  { rule, order, after, limit, ...window }: LogSearch,
): AsyncGenerator<{ readonly found: readonly FoundLine[]; readonly last: LogPlace | undefined; readonly isEnd: boolean }> {
  const { query, isExact } = translated(rule);
  const matches = lineMatcher(rule);
  let searchAfter = after && behind(after, order);
  for (let size = isExact ? limit : Math.max(limit, lookedAtFirst); ; size *= growth) {
    const asked = Math.min(size, mostAtOnce);
    const hits = await firstHits(index, { window, query, order, searchAfter, size: asked });
    const lines = hits.map((hit) => lineOf(hit, hit.sort[0] ?? 0));
    const found = isExact ? lines : lines.filter((line) => matches(matched(line)));
    const last = lines.at(-1);
    yield { found, last: last && placeOf(last), isEnd: lines.length < asked };
    if (lines.length < asked) return;
    searchAfter = hits.at(-1)?.sort;
  }
}

/** Up to so many lines, and where it was stopped because that took too long. */
export async function linesOf(index: LogIndex, search: LogSearch): Promise<{ readonly lines: FoundLine[]; readonly stoppedAt?: LogPlace }> {
  const untilMs = performance.now() + turnMs;
  const lines: FoundLine[] = [];
  for await (const { found, last, isEnd } of lookedThrough(index, search)) {
    for (const line of found) {
      lines.push(line);
      if (lines.length === search.limit) return { lines };
    }
    if (last !== undefined && !isEnd && performance.now() > untilMs) return { lines, stoppedAt: last };
  }
  return { lines };
}

export async function pageOf(index: LogIndex, search: LogSearch): Promise<LogPage> {
  const { lines, stoppedAt } = await linesOf(index, { ...search, limit: search.limit + 1 });
  if (lines.length <= search.limit) return { records: lines.map(recordOf), ...(stoppedAt && { next: stoppedAt }) };
  const page = lines.slice(0, search.limit);
  const last = page.at(-1);
  return { records: page.map(recordOf), ...(last && { next: placeOf(last) }) };
}

/** Lines of a window that match, the newest first, as far as a turn goes: whole microseconds. */
export async function newestOf(
  index: LogIndex,
  asked: { readonly rule: Rule; readonly fromUs: number; readonly toUs: number },
): Promise<{ readonly lines: readonly FoundLine[]; readonly restToUs?: number }> {
  const untilMs = performance.now() + turnMs;
  const lines: FoundLine[] = [];
  let firstUs: number | undefined;
  for await (const { found, last, isEnd } of lookedThrough(index, { ...asked, order: 'newest', limit: mostAtOnce })) {
    for (const line of found) lines.push(line);
    if (last === undefined || isEnd) break;
    firstUs ??= found[0]?.us ?? last.us + 1;
    if (performance.now() > untilMs && last.us < firstUs) return { lines: lines.filter(({ us }) => us > last.us), restToUs: last.us + 1 };
  }
  return { lines };
}
