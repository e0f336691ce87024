import type { LogShare, LogValues } from '#contract/logs.ts';
import type { Query } from '#contract/routes.ts';
import { partOfIdentity } from '../store/logs/line-matcher.ts';
import type { LogColumn, LogCount, LogCounting, LogStore, LogWindow } from '../store/logs/log-store.ts';
import { ruleOf } from './asked.ts';
import { counted } from './patience.ts';
import { logWindow } from './window.ts';

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

type Values = LogShare['values'];

function valuesOf(by: Shared, counts: readonly LogCount[]): Values {
  const sums = new Map<string, number>();
  for (const { value, count } of counts) {
    const name = columns[by] === 'identity' ? (partOfIdentity(by, value) ?? '') : value;
    sums.set(name, (sums.get(name) ?? 0) + count);
  }
  return [...sums].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
}

const sumOf = (values: Values): number => values.reduce((sum, { count }) => sum + count, 0);

async function countedValues(store: LogStore, by: Shared, { query, ...range }: { query?: string; from?: string; to?: string }, signal: AbortSignal) {
  const window = logWindow(range, Date.now());
  return valuesOf(by, await counted(store, { ...window, ...oneBucket(window), rule: ruleOf(query), by: columns[by] }, signal));
}

const defaultShown = 10;

export async function shareOf(store: LogStore, { by, limit = defaultShown, ...asked }: Query<'GET /api/logs/share'>, signal: AbortSignal): Promise<LogShare> {
  const values = await countedValues(store, by, asked, signal);
  const rest = values.slice(limit);
  return { total: sumOf(values), values: values.slice(0, limit), others: { values: rest.length, count: sumOf(rest) } };
}

/** Of what every line has; all of them are counted. */
export async function sharedValues(
  store: LogStore,
  by: Shared,
  asked: { query?: string; from?: string; to?: string },
  signal: AbortSignal,
): Promise<LogValues> {
  const values = await countedValues(store, by, asked, signal);
  return { lines: sumOf(values), isAll: true, values: values.filter(({ value }) => value !== '') };
}
