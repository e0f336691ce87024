import { everything, type Rule } from '#contract/find/term.ts';
import type { LogContext } from '#contract/logs.ts';
import type { Query } from '#contract/routes.ts';
import type { LogOrder, LogStore } from '../store/logs/log-store.ts';
import { searched } from './patience.ts';

const defaultAround = 20;
/** Context is near: what wrote nothing for so long has none. */
const nearUs = 86_400e6;

const equals = (field: string, text: string): Rule => ({ is: 'comparison', from: 0, to: 0, field, isOpen: false, operator: '=', values: [{ text }] });

/** Lines before and after one; undefined where that one is not kept. */
export async function contextOf(
  store: LogStore,
  { id, before = defaultAround, after = defaultAround, of = 'source' }: Query<'GET /api/logs/context'>,
  signal: AbortSignal,
): Promise<LogContext | undefined> {
  const found = await store.find(id);
  if (found === undefined) return undefined;
  const { record, node, place } = found;
  const rule: Rule = of === 'all' ? everything : { is: 'all', of: [equals('source', record.source), equals('node', node)] };
  const window = { fromUs: place.us - nearUs, toUs: place.us + nearUs };
  const lines = async (order: LogOrder, limit: number) =>
    limit === 0 ? [] : (await searched(store, { ...window, rule, order, limit, after: place }, signal)).records;
  const [earlier, later] = await Promise.all([lines('newest', before), lines('oldest', after)]);
  return { before: earlier.toReversed(), record, after: [...later] };
}
