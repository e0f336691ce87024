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

/** Oldest first. */
export async function dayIndexes(server: Elasticsearch, config: ElasticsearchConfig, kinds: readonly Kind[]): Promise<DayIndex[]> {
  const names = kinds.map((kind) => allOf(config, kind)).join(',');
  const query = { ...searchable, filter_path: 'indices.*.primaries.docs.count,indices.*.total.store.size_in_bytes' };
  const { indices = {} } = checked(Stats, await server.ask({ method: 'GET', path: `/${names}/_stats/docs,store`, query }), 'its statistics');
  const all = Object.entries(indices).map(([index, { primaries, total }]) => ({
    index,
    day: dayOf(index),
    documents: primaries.docs.count,
    bytes: total.store.size_in_bytes,
  }));
  return all.sort((one, other) => (one.day < other.day ? -1 : one.day > other.day ? 1 : 0));
}

export interface DayLimits {
  readonly beforeDay: string;
  readonly bytes: number;
}

/** Removes whole days: those before a day, then the oldest until the rest fits. The latest stays. */
export async function pruneDays(
  server: Elasticsearch,
  config: ElasticsearchConfig,
  kinds: readonly Kind[],
  { beforeDay, bytes }: DayLimits,
): Promise<DayIndex[]> {
  const all = await dayIndexes(server, config, kinds);
  const latest = all.at(-1)?.day ?? '';
  let left = all.reduce((sum, one) => sum + one.bytes, 0);
  const removed: DayIndex[] = [];
  for (const one of all) {
    if (one.day === latest || (one.day >= beforeDay && left <= bytes)) break;
    await server.ask({ method: 'DELETE', path: `/${one.index}`, query: { ignore_unavailable: true } });
    left -= one.bytes;
    removed.push(one);
  }
  return removed;
}
