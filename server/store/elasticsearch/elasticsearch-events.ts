import { Type } from 'typebox';
import type { ElasticsearchConfig } from '#contract/children.ts';
import { Record } from '#contract/record.ts';
import { literals } from '#contract/schema.ts';
import { severities } from '#contract/severities.ts';
import { eventMatcher } from '../event-matcher.ts';
import { attributesOf } from '../logs/attributes.ts';
import type { RecordPage, RecordQuery, RecordShare, RecordStore, RecordTally, SeverityCount, ValueCount } from '../store.ts';
import type { BulkTold } from './bulk.ts';
import { type Elasticsearch, elasticsearch } from './client.ts';
import { appendAll } from './event-append.ts';
import { stamp } from './log-document.ts';
import { whole } from './log-index.ts';
import type { Query } from './log-rule.ts';
import { checked, prepared } from './prepared.ts';
import { dayIndexes, pruneDays } from './retention.ts';
import { allOf } from './templates.ts';

const Hits = Type.Object({
  hits: Type.Object({ hits: Type.Array(Type.Object({ sort: Type.Array(Type.Number()), _source: Type.Object({ record: Record }) })) }),
});
const Tally = Type.Object({
  aggregations: Type.Optional(
    Type.Object({
      at: Type.Object({
        buckets: Type.Array(
          Type.Object({
            key: Type.Number(),
            severity: Type.Object({ buckets: Type.Array(Type.Object({ key: literals(severities), doc_count: Type.Integer() })) }),
          }),
        ),
      }),
    }),
  ),
});
const Oldest = Type.Object({ aggregations: Type.Optional(Type.Object({ oldest: Type.Object({ value: Type.Union([Type.Number(), Type.Null()]) }) })) });

/** Elasticsearch answers no more at a time. */
const mostAtOnce = 10_000;
/** Of events that have to be looked at. */
const lookedAtOnce = 1000;

interface Found {
  readonly record: Record;
  readonly ms: number;
  readonly seq: number;
}

interface EventIndex {
  readonly server: Elasticsearch;
  readonly name: string;
}

interface Asked extends Pick<RecordQuery, 'order'> {
  readonly filter: readonly Query[];
  readonly after?: readonly number[] | undefined;
  readonly atOnce: number;
}

/** All events of a filter. */
async function* found({ server, name }: EventIndex, { filter, after, atOnce, order = 'newest' }: Asked): AsyncGenerator<Found> {
  const direction = order === 'newest' ? 'desc' : 'asc';
  for (let searchAfter = after; ; ) {
    const body = {
      size: atOnce,
      query: { bool: { filter } },
      sort: [{ at_ms: direction }, { seq: direction }],
      track_total_hits: false,
      _source: ['record'],
      ...(searchAfter && { search_after: searchAfter }),
    };
    const { hits } = checked(Hits, await server.ask({ method: 'POST', path: `/${name}/_search`, query: whole, body }), 'a search for events').hits;
    for (const { sort, _source } of hits) yield { record: _source.record, ms: sort[0] ?? 0, seq: sort[1] ?? 0 };
    if (hits.length < atOnce) return;
    searchAfter = hits.at(-1)?.sort;
  }
}

const within = ({ fromMs, toMs }: { readonly fromMs: number; readonly toMs: number }): Query => ({ range: { at_ms: { gte: fromMs, lt: toMs } } });
/** What the grammar decides on. */
function matcherOf(find: string | undefined): (record: Record) => boolean {
  if (isAll(find)) return () => true;
  const isFound = eventMatcher(find ?? '');
  return (record) => isFound({ ...record, attributes: JSON.stringify(record.attributes) });
}

const isAll = (find: string | undefined): boolean => find === undefined || find.trim() === '';

async function pageOf(index: EventIndex, { limit, order, identities, after, find, ...window }: RecordQuery): Promise<RecordPage> {
  const lastSeq = after?.lastSeq ?? stamp();
  const about = identities === undefined ? [] : [{ terms: { identity: identities } }];
  const filter = [within(window), { range: { seq: { lte: lastSeq } } }, ...about];
  const isFound = matcherOf(find);
  const page: Found[] = [];
  const atOnce = Math.min(mostAtOnce, isAll(find) ? limit + 1 : Math.max(limit + 1, lookedAtOnce));
  for await (const one of found(index, { filter, atOnce, ...(order && { order }), after: after && [after.ms, after.seq] })) {
    if (!isFound(one.record)) continue;
    const last = page.at(-1);
    if (page.length === limit && last !== undefined) return { records: page.map(({ record }) => record), next: { ms: last.ms, seq: last.seq, lastSeq } };
    page.push(one);
  }
  return { records: page.map(({ record }) => record) };
}

async function tallyOf(index: EventIndex, tally: RecordTally): Promise<SeverityCount[]> {
  const { startMs, widthMs, find, ...window } = tally;
  if (!isAll(find)) return await talliedOneByOne(index, tally);
  const histogram = { field: 'at_ms', interval: widthMs, offset: startMs % widthMs, min_doc_count: 1 };
  const aggs = { at: { histogram, aggs: { severity: { terms: { field: 'severity', size: severities.length } } } } };
  const body = { size: 0, track_total_hits: false, query: within(window), aggs };
  const answer = await index.server.ask({ method: 'POST', path: `/${index.name}/_search`, query: whole, body });
  return (checked(Tally, answer, 'a count of events').aggregations?.at.buckets ?? []).flatMap(({ key, severity }) =>
    severity.buckets.map(({ key: value, doc_count: count }) => ({ bucket: Math.round((key - startMs) / widthMs), severity: value, count })),
  );
}

async function talliedOneByOne(index: EventIndex, { startMs, widthMs, find, ...window }: RecordTally): Promise<SeverityCount[]> {
  const isFound = matcherOf(find);
  const counts = new Map<string, { bucket: number; severity: SeverityCount['severity']; count: number }>();
  for await (const { record, ms } of found(index, { filter: [within(window)], atOnce: mostAtOnce })) {
    if (!isFound(record)) continue;
    const bucket = Math.floor((ms - startMs) / widthMs);
    const key = `${bucket} ${record.severity}`;
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { bucket, severity: record.severity, count: 1 });
    else known.count += 1;
  }
  return [...counts.values()];
}

async function shareOf(index: EventIndex, { by, find, ...window }: RecordShare): Promise<ValueCount[]> {
  const isFound = matcherOf(find);
  const counts = new Map<string, number>();
  for await (const { record } of found(index, { filter: [within(window)], atOnce: mostAtOnce })) {
    if (isFound(record)) counts.set(record[by], (counts.get(record[by]) ?? 0) + 1);
  }
  return [...counts].map(([value, count]) => ({ value, count }));
}

async function fieldsOf(index: EventIndex, { lines, find, ...window }: Parameters<RecordStore['attributes']>[0]): ReturnType<RecordStore['attributes']> {
  const { records } = await pageOf(index, { ...window, ...(find !== undefined && { find }), limit: lines + 1 });
  const looked = records.slice(0, lines).map(({ attributes }) => ({ attributes: JSON.stringify(attributes) }));
  return { lines: looked.length, isAll: records.length <= lines, attributes: attributesOf(looked) };
}

async function findEvent(index: EventIndex, id: string): ReturnType<RecordStore['find']> {
  // By the id of the record that it began with: those that count in its row have no place of their own.
  for await (const { record, ms, seq } of found(index, { filter: [{ term: { ids: id } }], atOnce: 1 })) {
    return record.id === id ? { record, place: { ms, seq, lastSeq: stamp() } } : undefined;
  }
  return undefined;
}

/** Events in Elasticsearch: an index for each day. */
export function elasticsearchEvents(config: ElasticsearchConfig, told: BulkTold = {}): RecordStore & AsyncDisposable {
  const server = elasticsearch(config);
  const ready = prepared(server, config);
  const index: EventIndex = { server, name: allOf(config, 'event') };
  const asked = async <Answer>(ask: () => Promise<Answer>): Promise<Answer> => {
    await ready();
    return await ask();
  };
  return {
    append: (records) => asked(() => appendAll(server, { config, ...told }, records)),
    query: async (query) => (await asked(() => pageOf(index, query))).records,
    page: (query) => asked(() => pageOf(index, query)),
    tally: (tally) => asked(() => tallyOf(index, tally)),
    share: (share) => asked(() => shareOf(index, share)),
    attributes: (fields) => asked(() => fieldsOf(index, fields)),
    find: (id) => asked(() => findEvent(index, id)),
    prune: ({ beforeMs, maxBytes }) =>
      asked(async () => {
        const beforeDay = new Date(Math.max(0, beforeMs)).toISOString().slice(0, 10);
        const removed = await pruneDays(server, config, ['event'], { beforeDay, bytes: maxBytes });
        return { removed: removed.reduce((sum, { documents }) => sum + documents, 0) };
      }),
    state: () =>
      asked(async () => {
        const days = await dayIndexes(server, config, ['event']);
        const body = { size: 0, track_total_hits: false, aggs: { oldest: { min: { field: 'at_ms' } } } };
        const answer = checked(Oldest, await server.ask({ method: 'POST', path: `/${index.name}/_search`, query: whole, body }), 'the oldest event');
        return {
          records: days.reduce((sum, { documents }) => sum + documents, 0),
          bytes: days.reduce((sum, { bytes }) => sum + bytes, 0),
          oldestMs: answer.aggregations?.oldest.value ?? null,
        };
      }),
    [Symbol.asyncDispose]: () => server.close(),
  };
}
