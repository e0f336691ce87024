import type { FoundValues, Share } from '#contract/found.ts';
import type { Query } from '#contract/routes.ts';
import { ruleOf } from '../found/asked.ts';
import { windowUs } from '../found/moment.ts';
import { shareOfValues, summedValues, sumOf } from '../found/values.ts';
import { partOfIdentity } from '../store/logs/line-matcher.ts';
import type { LogColumn, LogCounting, LogStore, LogWindow } from '../store/logs/log-store.ts';
import { counted } from './patience.ts';

type Shared = Query<'GET /api/logs/share'>['by'];

const columns: Readonly<Record<Shared, LogColumn>> = {
  level: 'level',
  app: 'identity',
  ns: 'identity',
  kind: 'identity',
  source: 'source',
  node: 'node',
  pattern: 'pattern',
};
const shared: readonly string[] = Object.keys(columns) satisfies string[];
export const isShared = (field: string): field is Shared => shared.includes(field);

const hourUs = 3600e6;

/** The whole window as one bucket of whole hours, so that what is counted already can be used. */
function oneBucket({ fromUs, toUs }: LogWindow): Pick<LogCounting, 'startUs' | 'widthUs'> {
  const startUs = Math.floor(fromUs / hourUs) * hourUs;
  return { startUs, widthUs: (Math.floor((toUs - startUs) / hourUs) + 1) * hourUs };
}

const named = (by: Shared) => (columns[by] === 'identity' ? (identity: string) => partOfIdentity(by, identity) ?? '' : undefined);

async function countedValues(store: LogStore, by: Shared, { query, ...range }: { query?: string; from?: string; to?: string }, signal: AbortSignal) {
  const window = windowUs(range, Date.now());
  return summedValues(await counted(store, { ...window, ...oneBucket(window), rule: ruleOf(query), by: columns[by] }, signal), named(by));
}

const defaultShown = 10;

export async function shareOf(store: LogStore, { by, limit = defaultShown, ...asked }: Query<'GET /api/logs/share'>, signal: AbortSignal): Promise<Share> {
  return shareOfValues(await countedValues(store, by, asked, signal), limit);
}

/** Of what every line has; all of them are counted. */
export async function sharedValues(
  store: LogStore,
  by: Shared,
  asked: { query?: string; from?: string; to?: string },
  signal: AbortSignal,
): Promise<FoundValues> {
  const values = await countedValues(store, by, asked, signal);
  return { lines: sumOf(values), isAll: true, values: values.filter(({ value }) => value !== '') };
}
