import { writtenValue } from '#contract/find/write.ts';
import type { Query, Reply } from '#contract/routes.ts';
import type { RecordStore } from '../store/store.ts';

const defaultAround = 20;
/** Context is near: what had no event for so long has none. */
const nearMs = 86_400_000;

/** Events before and after one; undefined where that one is not kept. */
export async function contextOf(
  records: RecordStore,
  { id, before = defaultAround, after = defaultAround, of = 'all' }: Query<'GET /api/events/context'>,
): Promise<Reply<'GET /api/events/context'> | undefined> {
  const found = await records.find(id);
  if (found === undefined) return undefined;
  const { record, place } = found;
  const window = { fromMs: place.ms - nearMs, toMs: place.ms + nearMs };
  const about = of === 'identity' ? { identities: [record.identity] } : {};
  const find = of === 'node' && record.node !== '' ? `node=${writtenValue(record.node)}` : '';
  const events = async (order: 'newest' | 'oldest', limit: number) =>
    limit === 0 ? [] : (await records.page({ ...window, ...about, find, order, limit, after: place })).records;
  const [earlier, later] = await Promise.all([events('newest', before), events('oldest', after)]);
  return { before: earlier.toReversed(), record, after: later };
}
