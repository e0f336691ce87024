import { Type } from 'typebox';
import type { Rule } from '#contract/find/term.ts';
import { lineMatcher } from '../logs/line-matcher.ts';
import type { LogArrivals, LogMark } from '../logs/log-store.ts';
import { type FoundLine, Hits, lineOf, matched, recordOf } from './log-hits.ts';
import { type LogIndex, searchable, whole } from './log-index.ts';
import { type Query, translated } from './log-rule.ts';
import { checked } from './prepared.ts';
import { dayOf } from './templates.ts';

/** In so many of the latest indexes lines arrive: of two days, and some to spare. */
const arriveIn = 4;
const mostAtOnce = 1000;

const Shard = Type.Object({ routing: Type.Object({ primary: Type.Boolean() }), seq_no: Type.Object({ global_checkpoint: Type.Integer() }) });
const Stats = Type.Object({ indices: Type.Optional(Type.Record(Type.String(), Type.Object({ shards: Type.Record(Type.String(), Type.Array(Shard)) }))) });
const Counted = Type.Object({ count: Type.Integer() });

/** A shard, and up to which operation all of them are known: what is numbered higher may be found before what is lower. */
interface Shard {
  readonly index: string;
  readonly day: string;
  readonly part: number;
  readonly id: number;
}

async function shardsOf({ server, name }: LogIndex): Promise<Shard[]> {
  const query = { level: 'shards', filter_path: 'indices.*.shards.*.seq_no.global_checkpoint,indices.*.shards.*.routing.primary' };
  const { indices = {} } = checked(Stats, await server.ask({ method: 'GET', path: `/${name}/_stats/docs`, query }), 'its statistics');
  const latest = Object.keys(indices).sort().slice(-arriveIn);
  return latest.flatMap((index) =>
    Object.entries(indices[index]?.shards ?? {}).flatMap(([part, copies]) => {
      const primary = copies.find(({ routing }) => routing.primary);
      return primary === undefined ? [] : [{ index, day: dayOf(index), part: Number(part), id: primary.seq_no.global_checkpoint }];
    }),
  );
}

/** The last operation that is known of a shard; of a day before all that are known, every one is. */
function heardOf(since: LogMark, { day, part, id }: Shard): number {
  const known = since.find((one) => one.day === day && one.part === part);
  return known?.id ?? (since.some((one) => day < one.day) ? id : -1);
}

/** What arrived since a mark: the latest that match, and how many came before them. */
export async function arrivedOf(
  index: LogIndex,
  { rule, limit, since }: { readonly rule: Rule; readonly limit: number; readonly since?: LogMark },
): Promise<LogArrivals> {
  const shards = await shardsOf(index);
  const mark = shards.map(({ day, part, id }) => ({ day, part, id }));
  if (since === undefined) return { records: [], dropped: 0, mark };
  const news = shards.filter((shard) => shard.id > heardOf(since, shard));
  if (news.length > 0)
    await index.server.ask({ method: 'POST', path: `/${[...new Set(news.map((shard) => shard.index))].join(',')}/_refresh`, query: searchable });
  const arrived = await Promise.all(news.map((shard) => latestOf(index, { rule, shard, afterId: heardOf(since, shard), limit })));
  const lines = arrived.flatMap((one) => one.lines).sort((one, other) => one.came - other.came);
  const latest = lines.slice(Math.max(0, lines.length - limit));
  return { records: latest.map(({ line }) => recordOf(line)), dropped: lines.length - latest.length + arrived.reduce((sum, { more }) => sum + more, 0), mark };
}

interface Arrived {
  readonly line: FoundLine;
  readonly came: number;
}

interface Latest {
  readonly rule: Rule;
  readonly shard: Shard;
  readonly afterId: number;
  readonly limit: number;
}

async function latestOf({ server }: LogIndex, { rule, shard, afterId, limit }: Latest): Promise<{ lines: Arrived[]; more: number }> {
  const { query, isExact } = translated(rule);
  const matches = lineMatcher(rule);
  const where = { method: 'POST', query: { ...searchable, preference: `_shards:${shard.part}` } } as const;
  const upTo = (toId: number): Query => ({ bool: { filter: [{ range: { _seq_no: { gt: afterId, lte: toId } } }, query] } });
  let lines: Arrived[] = [];
  let more = 0;
  for (let toId = shard.id; toId > afterId; ) {
    const body = { size: mostAtOnce, query: upTo(toId), sort: [{ _seq_no: 'desc' }, { came: 'desc' }], track_total_hits: false };
    const { hits } = checked(Hits, await server.ask({ ...where, query: { ...whole, ...where.query }, path: `/${shard.index}/_search`, body }), 'a search').hits;
    const came = hits.map((hit) => ({ line: lineOf(hit, 0), came: hit.sort[1] ?? 0 }));
    const found = came.filter(({ line }) => isExact || matches(matched(line)));
    const room = limit - lines.length;
    lines = [...found.slice(0, room).reverse(), ...lines];
    more += Math.max(0, found.length - room);
    toId = hits.length < mostAtOnce ? afterId : (hits.at(-1)?.sort[0] ?? 0) - 1;
    if (isExact && toId > afterId && lines.length === limit) {
      const { count } = checked(Counted, await server.ask({ ...where, path: `/${shard.index}/_count`, body: { query: upTo(toId) } }), 'a count');
      return { lines, more: more + count };
    }
  }
  return { lines, more };
}
