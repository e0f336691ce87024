import { Type } from 'typebox';
import type { ElasticsearchConfig } from '#contract/children.ts';
import { Record } from '#contract/record.ts';
import { foldMs, isInRow, StoreError } from '../store.ts';
import type { Elasticsearch } from './client.ts';
import { stamp } from './log-document.ts';
import { searchable, whole } from './log-index.ts';
import { checked } from './prepared.ts';
import { allOf, indexOf } from './templates.ts';

/** An event as it is kept: the record that came first, with what was the same event again. */
interface Kept {
  readonly index: string;
  readonly id: string;
  /** Of an event that is there already: what has to be there still when it is written. */
  readonly version?: { readonly if_seq_no: number; readonly if_primary_term: number };
  readonly seq: number;
  readonly ids: string[];
  record: Record;
  isChanged: boolean;
}

const Hits = Type.Object({
  hits: Type.Object({
    hits: Type.Array(
      Type.Object({
        _index: Type.String(),
        _id: Type.String(),
        _seq_no: Type.Integer(),
        _primary_term: Type.Integer(),
        _source: Type.Object({ seq: Type.Number(), ids: Type.Array(Type.String()), record: Record }),
      }),
    ),
  }),
});
const Answer = Type.Object({
  items: Type.Array(Type.Record(Type.String(), Type.Object({ status: Type.Integer(), error: Type.Optional(Type.Object({ reason: Type.String() })) }))),
});

/** Of one request; agents send no more. */
const mostRecords = 1000;
const mostFound = 10_000;
/** Where others write the same events meanwhile. */
const mostTries = 10;
const dayMs = 86_400_000;

const atMs = ({ time }: Record): number => Date.parse(time);
const lastMs = ({ time, lastTime = time }: Record): number => Date.parse(lastTime);

/** By its own time, so that it is the same whenever it comes; what claims to be of the future is of tomorrow. */
function dayFor(record: Record): string {
  return new Date(Math.min(atMs(record), Date.now() + dayMs)).toISOString().slice(0, 10);
}

/** The same event again: it counts in the row of the first. */
function counted(first: Record, again: Record): Record {
  const later = lastMs(again) > lastMs(first) ? (again.lastTime ?? again.time) : (first.lastTime ?? first.time);
  const { lastTime: _, ...same } = first;
  return { ...same, ...(Date.parse(later) !== atMs(first) && { lastTime: later }), count: first.count + again.count };
}

/** What is kept of these records and of those that they may be again, by what is in the index now. */
async function keptOf(server: Elasticsearch, config: ElasticsearchConfig, records: readonly Record[]): Promise<Kept[]> {
  const name = allOf(config, 'event');
  const times = records.map(atMs);
  const same = { terms: { fingerprint: [...new Set(records.map(({ fingerprint }) => fingerprint))] } };
  const near = { range: { at_ms: { gt: Math.min(...times) - foldMs, lte: Math.max(...times) } } };
  const known = { terms: { ids: records.map(({ id }) => id) } };
  await server.ask({ method: 'POST', path: `/${name}/_refresh`, query: searchable });
  const body = { size: mostFound, seq_no_primary_term: true, query: { bool: { should: [known, { bool: { filter: [same, near] } }] } } };
  const { hits } = checked(Hits, await server.ask({ method: 'POST', path: `/${name}/_search`, query: whole, body }), 'a search for events').hits;
  return hits.map(({ _index, _id, _seq_no, _primary_term, _source: { seq, ids, record } }) => ({
    index: _index,
    id: _id,
    version: { if_seq_no: _seq_no, if_primary_term: _primary_term },
    seq,
    ids,
    record,
    isChanged: false,
  }));
}

/** Adds records to what is kept; answers how many are new to it. */
function fold(kept: Kept[], records: readonly Record[], config: ElasticsearchConfig): number {
  const known = new Set(kept.flatMap(({ ids }) => ids));
  let stored = 0;
  for (const record of records) {
    if (known.has(record.id)) continue;
    known.add(record.id);
    stored += 1;
    const before = kept.filter(({ record: one }) => one.fingerprint === record.fingerprint && isInRow(atMs(one), atMs(record)));
    const [first] = before.sort((one, other) => atMs(other.record) - atMs(one.record));
    if (first === undefined) {
      kept.push({ index: indexOf(config, 'event', dayFor(record)), id: record.id, seq: stamp(), ids: [record.id], record, isChanged: true });
      continue;
    }
    first.ids.push(record.id);
    first.record = counted(first.record, record);
    first.isChanged = true;
  }
  return stored;
}

function linesOf({ index, id, version, seq, ids, record }: Kept): string {
  const { node, type, severity, identity, fingerprint, time } = record;
  const at = version === undefined ? { create: { _index: index, _id: id } } : { index: { _index: index, _id: id, ...version } };
  const document = { at_ms: atMs(record), last_ms: lastMs(record), seq, time, node, type, severity, identity, fingerprint, ids, record };
  return `${JSON.stringify(at)}\n${JSON.stringify(document)}\n`;
}

/** Stores records of which some may be known, or be the same event again as one that is there. */
async function append(server: Elasticsearch, config: ElasticsearchConfig, records: readonly Record[]): Promise<{ stored: number; known: number }> {
  let stored: number | undefined;
  for (let tries = 0; tries < mostTries; tries += 1) {
    const kept = await keptOf(server, config, records);
    const news = fold(kept, records, config);
    stored ??= news;
    const changed = kept.filter(({ isChanged }) => isChanged);
    if (changed.length === 0) return { stored, known: records.length - stored };
    const query = { refresh: true, filter_path: 'items.*.status,items.*.error.reason' };
    const answer = checked(Answer, await server.ask({ method: 'POST', path: '/_bulk', query, lines: changed.map(linesOf).join('') }), 'a bulk request');
    const refused = answer.items.flatMap((item) => Object.values(item)).filter(({ status }) => status >= 300);
    if (refused.length === 0) return { stored, known: records.length - stored };
    const failed = refused.find(({ status }) => status !== 409);
    if (failed !== undefined)
      throw new StoreError(failed.status === 429 || failed.status >= 500 ? 'away' : 'failed', `storing events: ${failed.error?.reason ?? failed.status}`);
  }
  throw new StoreError('away', 'the same events are being written by others');
}

/** The same in parts that one request can ask for. */
export async function appendAll(server: Elasticsearch, config: ElasticsearchConfig, records: readonly Record[]): Promise<{ stored: number; known: number }> {
  const sums = { stored: 0, known: 0 };
  for (let at = 0; at < records.length; at += mostRecords) {
    const { stored, known } = await append(server, config, records.slice(at, at + mostRecords));
    sums.stored += stored;
    sums.known += known;
  }
  return sums;
}
