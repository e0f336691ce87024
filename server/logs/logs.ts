import type { LogHistogram, Logs as LogsReply } from '#contract/logs.ts';
import type { Query } from '#contract/routes.ts';
import { badInput } from '../problem.ts';
import { everything, type LogFilter, readFilter } from '../store/logs/filter.ts';
import type { LogStore } from '../store/logs/log-store.ts';
import { bucketsOf, histogramOf } from './buckets.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { logWindow } from './window.ts';

export interface Logs {
  lines(query: Query<'GET /api/logs'>): Promise<LogsReply>;
  histogram(query: Query<'GET /api/logs/histogram'>): Promise<LogHistogram>;
}

const defaults = { limit: 100, buckets: 100 };
const queryAllowed = 'words, "phrases" and comparisons of level, app, ns, kind, source and node, each with a - before it to turn it round';

function filterOf(query: string | undefined): LogFilter {
  if (query === undefined) return everything;
  const { filter, errors } = readFilter(query);
  const [first] = errors;
  if (first !== undefined) throw badInput('query', queryAllowed, `at ${first.from + 1} to ${first.to} of the query: ${first.says}`);
  return filter;
}

/** What is asked about lines. */
export function logs(store: LogStore): Logs {
  return {
    async lines({ query, limit = defaults.limit, cursor, ...range }) {
      const filter = filterOf(query);
      const place = cursor === undefined ? logWindow(range, Date.now()) : readCursor(cursor);
      const { records, next } = await store.search({ ...place, filter, limit });
      return { records: [...records], ...(next === undefined ? {} : { next: writeCursor({ ...place, before: next }) }) };
    },
    async histogram({ query, buckets: most = defaults.buckets, ...range }) {
      const filter = filterOf(query);
      const buckets = bucketsOf(logWindow(range, Date.now()), most);
      return histogramOf(buckets, await store.count({ ...buckets, filter }));
    },
  };
}
