import { Type } from 'typebox';
import type { ElasticsearchConfig } from '#contract/children.ts';
import type { Elasticsearch } from './client.ts';
import { searchable } from './log-index.ts';
import { checked } from './prepared.ts';
import { allOf, dayOf, type Kind } from './templates.ts';

const Stats = Type.Object({
  indices: Type.Optional(
    Type.Record(
      Type.String(),
      Type.Object({
        primaries: Type.Object({ docs: Type.Object({ count: Type.Integer() }) }),
        total: Type.Object({ store: Type.Object({ size_in_bytes: Type.Integer() }) }),
      }),
    ),
  ),
});

/** The documents of a day. */
export interface DayIndex {
  readonly index: string;
  readonly day: string;
  readonly documents: number;
  /** With all copies. */
  readonly bytes: number;
}

const namesOf = (config: ElasticsearchConfig, kinds: readonly Kind[]): string => kinds.map((kind) => allOf(config, kind)).join(',');

/** Oldest first. */
export async function dayIndexes(server: Elasticsearch, config: ElasticsearchConfig, kinds: readonly Kind[]): Promise<DayIndex[]> {
  const query = { ...searchable, filter_path: 'indices.*.primaries.docs.count,indices.*.total.store.size_in_bytes' };
  const { indices = {} } = checked(Stats, await server.ask({ method: 'GET', path: `/${namesOf(config, kinds)}/_stats/docs,store`, query }), 'its statistics');
  const all = Object.entries(indices).map(([index, { primaries, total }]) => ({
    index,
    day: dayOf(index),
    documents: primaries.docs.count,
    bytes: total.store.size_in_bytes,
  }));
  return inOrder(all);
}

const inOrder = (indexes: readonly DayIndex[]): DayIndex[] => indexes.toSorted((one, other) => (one.day < other.day ? -1 : one.day > other.day ? 1 : 0));

const Made = Type.Record(Type.String(), Type.Object({ settings: Type.Object({ 'index.creation_date': Type.String({ pattern: '^\\d{1,16}$' }) }) }));

const dayMs = 86_400_000;
const dayAt = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** The same by the day as of which they are kept: none is of a later one than the day after its index was made, whatever the clock of an agent said. */
async function keptDays(server: Elasticsearch, config: ElasticsearchConfig, kinds: readonly Kind[]): Promise<DayIndex[]> {
  const indexes = await dayIndexes(server, config, kinds);
  if (!indexes.some(({ day }) => day > dayAt(Date.now()))) return indexes;
  const query = { ...searchable, flat_settings: true };
  const made = checked(
    Made,
    await server.ask({ method: 'GET', path: `/${namesOf(config, kinds)}/_settings/index.creation_date`, query }),
    'when its indexes were made',
  );
  const latestOf = (index: string) => dayAt(Number(made[index]?.settings['index.creation_date'] ?? Date.now()) + dayMs);
  return inOrder(indexes.map((one) => ({ ...one, day: [one.day, latestOf(one.index)].sort()[0] ?? one.day })));
}

export interface DayLimits {
  readonly beforeDay: string;
  readonly bytes: number;
}

/** Removes whole days: those before a day, then the oldest until the rest fits. The latest that has begun stays, and what is later. */
export async function pruneDays(
  server: Elasticsearch,
  config: ElasticsearchConfig,
  kinds: readonly Kind[],
  { beforeDay, bytes }: DayLimits,
): Promise<DayIndex[]> {
  const all = await keptDays(server, config, kinds);
  const latest = all.findLast(({ day }) => day <= dayAt(Date.now()))?.day ?? '';
  let left = all.reduce((sum, one) => sum + one.bytes, 0);
  const removed: DayIndex[] = [];
  for (const one of all) {
    if (one.day >= latest || (one.day >= beforeDay && left <= bytes)) break;
    await server.ask({ method: 'DELETE', path: `/${one.index}`, query: { ignore_unavailable: true } });
    left -= one.bytes;
    removed.push(one);
  }
  return removed;
}
