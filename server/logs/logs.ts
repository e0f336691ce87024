import type { Fields, FoundValues, Share } from '#contract/found.ts';
import type { LogContext, LogHistogram, LogPatterns, LogProgress, Logs as LogsReply } from '#contract/logs.ts';
import type { Query, Reply } from '#contract/routes.ts';
import { ruleOf } from '../found/asked.ts';
import { fieldsOf, sampled, valuesOfAttribute } from '../found/attributes.ts';
import { windowUs } from '../found/moment.ts';
import { beginning } from '../found/values.ts';
import { ProblemError } from '../problem.ts';
import type { LogOrder, LogStore, LogWindow } from '../store/logs/log-store.ts';
import { iso } from '../topology/window.ts';
import { bucketsOf, histogramOf } from './buckets.ts';
import { type ChangedPatterns, type ChangesAsked, changedPatterns, oldestKeptMs } from './changed.ts';
import { contextOf } from './context.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { counted, searched } from './patience.ts';
import { patternsOf } from './patterns.ts';
import { progress } from './progress.ts';
import { isShared, sharedValues, shareOf } from './share.ts';

export interface Logs {
  lines(query: Query<'GET /api/logs'>, signal: AbortSignal): Promise<LogsReply>;
  histogram(query: Query<'GET /api/logs/histogram'>, signal: AbortSignal): Promise<LogHistogram>;
  /** The same, as it grows: the newest lines first. */
  progress(query: Query<'GET /api/logs/histogram'>, signal: AbortSignal): AsyncIterable<LogProgress>;
  losses(query: Query<'GET /api/logs/losses'>): Promise<Reply<'GET /api/logs/losses'>>;
  share(query: Query<'GET /api/logs/share'>, signal: AbortSignal): Promise<Share>;
  patterns(query: Query<'GET /api/logs/patterns'>, signal: AbortSignal): Promise<LogPatterns>;
  changed(asked: ChangesAsked, signal: AbortSignal): Promise<ChangedPatterns>;
  oldestKeptMs(window: LogWindow, signal: AbortSignal): Promise<number | undefined>;
  fields(query: Query<'GET /api/logs/fields'>): Promise<Fields>;
  values(query: Query<'GET /api/logs/values'>, signal: AbortSignal): Promise<FoundValues>;
  context(query: Query<'GET /api/logs/context'>, signal: AbortSignal): Promise<LogContext>;
}

function asCounted({ query, buckets: most = defaults.buckets, ...range }: Query<'GET /api/logs/histogram'>) {
  return { rule: ruleOf(query), ...bucketsOf(windowUs(range, Date.now()), most) };
}

const defaults = { limit: 100, buckets: 100, values: 20 };
const mostLosses = 500;

/** What is asked about lines. */
export function logs(store: LogStore): Logs {
  const attributes = ({ query, ...range }: Query<'GET /api/logs/fields'>) =>
    store.attributes({ rule: ruleOf(query), ...windowUs(range, Date.now()), lines: sampled });
  return {
    async lines({ query, limit = defaults.limit, cursor, order = 'newest', ...range }, signal) {
      const rule = ruleOf(query);
      const place: { fromUs: number; toUs: number; order: LogOrder } = cursor === undefined ? { ...windowUs(range, Date.now()), order } : readCursor(cursor);
      const { records, next, isShort } = await searched(store, { ...place, rule, limit }, signal);
      const stopped = isShort === true && next !== undefined ? { stoppedAt: iso(next.us / 1000) } : {};
      return { records: [...records], ...(next && { next: writeCursor({ ...place, after: next }) }), ...stopped };
    },
    progress: (query, signal) => progress(store, asCounted(query), signal),
    async histogram(query, signal) {
      const { rule, ...buckets } = asCounted(query);
      const [counts, lost] = await Promise.all([counted(store, { ...buckets, rule, by: 'level' }, signal), store.lost(buckets)]);
      return histogramOf(buckets, counts, lost);
    },
    async losses(range) {
      const losses = await store.losses({ ...windowUs(range, Date.now()), limit: mostLosses });
      return { losses: losses.map(({ fromUs, toUs, count, ...loss }) => ({ ...loss, from: iso(fromUs / 1000), to: iso(toUs / 1000), lines: count })) };
    },
    share: (query, signal) => shareOf(store, query, signal),
    patterns: (query, signal) => patternsOf(store, query, signal),
    changed: (asked, signal) => changedPatterns(store, asked, signal),
    oldestKeptMs: (window, signal) => oldestKeptMs(store, window, signal),
    fields: async (query) => fieldsOf(await attributes(query)),
    async values({ field, prefix = '', limit = defaults.values, ...query }, signal) {
      const found = isShared(field) ? await sharedValues(store, field, query, signal) : valuesOfAttribute(await attributes(query), field);
      return { ...found, values: beginning(found.values, prefix, limit) };
    },
    async context(query, signal) {
      const found = await contextOf(store, query, signal);
      if (found === undefined) throw new ProblemError(404, `there is no line ${query.id}, or it is not kept any more`);
      return found;
    },
  };
}
