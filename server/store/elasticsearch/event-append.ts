import { Type } from 'typebox';
import type { ElasticsearchConfig } from '#contract/children.ts';
import { Record } from '#contract/record.ts';
import { foldMs, isInRow, StoreError } from '../store.ts';
import { type BulkOptions, type BulkTold, bulk, bulkAnswer, type Dead, type Document, type Written } from './bulk.ts';
import { type Elasticsearch, TooLargeError } from './client.ts';
import { keepDead } from './dead-letter.ts';
import { stamp } from './log-document.ts';
import { searchable, whole } from './log-index.ts';
import { checked } from './prepared.ts';
import { allOf, dayOf, indexOf } from './templates.ts';

/** An event as it is kept: the record that came first, with what was the same event again. */
interface Kept {
  readonly index: string;
  readonly id: string;
  /** Of an event that is there already: what has to be there still when it is written. */
  readonly version?: { readonly if_seq_no: number; readonly if_primary_term: number };
  readonly seq: number;
  readonly ids: string[];
  /** How many of the ids, from the first on, are there already. */
  readonly known: number;
  record: Record;
  isChanged: boolean;
}

/** What became of records. */
export interface Appended {
  readonly stored: number;
  /** Of those that are not refused. */
  readonly known: number;
  /** Why, by the id, of those that Elasticsearch never takes. */
  readonly refused: ReadonlyMap<string, string>;
}

type Write = (documents: Iterable<Document>) => Promise<Written>;

/** Where events are kept, and who counts the requests that it takes. */
type Options = BulkTold & Pick<BulkOptions, 'config'>;

const busy = 429;

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
    known: ids.length,
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
      kept.push({ index: indexOf(config, 'event', dayFor(record)), id: record.id, seq: stamp(), ids: [record.id], known: 0, record, isChanged: true });
      continue;
    }
    first.ids.push(record.id);
    first.record = counted(first.record, record);
    first.isChanged = true;
  }
  return stored;
}

function textOf({ seq, ids, record }: Kept): string {
  const { node, type, severity, identity, fingerprint, time } = record;
  return JSON.stringify({ at_ms: atMs(record), last_ms: lastMs(record), seq, time, node, type, severity, identity, fingerprint, ids, record });
}

/** As it stands in a request: anybody who may send events makes the ids of theirs. */
const idOf = (id: string): string => JSON.stringify(id).slice(1, -1);

interface Put {
  /** Whether others wrote some of them meanwhile. */
  readonly isBehind: boolean;
  readonly refused: Appended['refused'];
}

/** Of a row that is not taken, the records that are new in it. */
const refusedWith = ({ ids, known }: Kept, reason: string) => ids.slice(known).map((id): [string, string] => [id, reason]);

/** Events that are not there yet. */
async function create(write: Write, rows: readonly Kept[]): Promise<Put> {
  const documents = rows.map((row): Document => ({ kind: 'event', day: dayOf(row.index), id: idOf(row.id), text: textOf(row) }));
  const { known, dead } = await write(documents);
  const reasons = new Map(dead.map(({ document, reason }) => [document.id, reason]));
  const refused = rows.flatMap((row) => {
    const reason = reasons.get(idOf(row.id));
    return reason === undefined ? [] : refusedWith(row, reason);
  });
  return { isBehind: known > 0, refused: new Map(refused) };
}

/** Events that are there already, as they are now, in as many requests as it takes. */
async function replace(server: Elasticsearch, rows: readonly Kept[], told: BulkTold): Promise<Put> {
  const [first] = rows;
  if (first === undefined) return { isBehind: false, refused: new Map() };
  try {
    return { isBehind: await replaceAtOnce(server, rows, told), refused: new Map() };
  } catch (error) {
    if (!(error instanceof TooLargeError)) throw error;
    if (rows.length === 1)
      return { isBehind: false, refused: new Map(refusedWith(first, `${textOf(first).length} characters, alone in a request: ${error.message}`)) };
    const half = Math.ceil(rows.length / 2);
    const parts = [await replace(server, rows.slice(0, half), told), await replace(server, rows.slice(half), told)];
    return { isBehind: parts.some(({ isBehind }) => isBehind), refused: new Map(parts.flatMap(({ refused }) => [...refused])) };
  }
}

/** Answers whether others changed some of them meanwhile. */
async function replaceAtOnce(server: Elasticsearch, rows: readonly Kept[], told: BulkTold): Promise<boolean> {
  const lines = rows.map((row) => `${JSON.stringify({ index: { _index: row.index, _id: row.id, ...row.version } })}\n${textOf(row)}\n`).join('');
  const query = { refresh: true, filter_path: 'items.*.status,items.*.error.reason' };
  const answer = await bulkAnswer(server, Answer, { query, lines }, told);
  const behind = answer.items.flatMap((item) => Object.values(item)).filter(({ status }) => status >= 300);
  const failed = behind.find(({ status }) => status !== 409);
  if (failed?.status === busy) told.onBackOff?.(failed.error?.reason ?? '');
  if (failed !== undefined)
    throw new StoreError(failed.status === busy || failed.status >= 500 ? 'away' : 'failed', `storing events: ${failed.error?.reason ?? failed.status}`);
  return behind.length > 0;
}

/** Stores records of which some may be known, or be the same event again as one that is there. */
async function append(server: Elasticsearch, options: Options, write: Write, records: readonly Record[]): Promise<Appended> {
  const refused = new Map<string, string>();
  let left = records;
  let stored: number | undefined;
  for (let tries = 0; tries < mostTries; tries += 1) {
    const kept = await keptOf(server, options.config, left);
    const news = fold(kept, left, options.config);
    stored ??= news;
    const changed = kept.filter(({ isChanged }) => isChanged);
    const created = await create(
      write,
      changed.filter(({ version }) => version === undefined),
    );
    const replaced = await replace(
      server,
      changed.filter(({ version }) => version !== undefined),
      options,
    );
    for (const [id, reason] of [...created.refused, ...replaced.refused]) refused.set(id, reason);
    left = left.filter(({ id }) => !refused.has(id));
    if (!created.isBehind && !replaced.isBehind) return { stored: stored - refused.size, known: left.length - stored + refused.size, refused };
  }
  throw new StoreError('away', 'the same events are being written by others');
}

/** Those that are taken, in parts that one request can ask for; tells which are not. */
export async function appendEach(server: Elasticsearch, options: Options, records: readonly Record[]): Promise<Appended> {
  const write = bulk(server, { ...options, isFoundAtOnce: true });
  const refused = new Map<string, string>();
  const sums = { stored: 0, known: 0 };
  for (let at = 0; at < records.length; at += mostRecords) {
    const part = await append(server, options, write, records.slice(at, at + mostRecords));
    sums.stored += part.stored;
    sums.known += part.known;
    for (const [id, reason] of part.refused) refused.set(id, reason);
  }
  return { ...sums, refused };
}

/** The same for who has no place for what is not taken: it is kept as dead letters. */
export async function appendAll(server: Elasticsearch, options: Options, records: readonly Record[]): Promise<{ stored: number; known: number }> {
  const { stored, known, refused } = await appendEach(server, options, records);
  const dead = new Map(
    records.flatMap((record): [string, Dead][] => {
      const reason = refused.get(record.id);
      return reason === undefined
        ? []
        : [[record.id, { document: { kind: 'event', day: dayFor(record), id: idOf(record.id), text: JSON.stringify(record) }, reason }]];
    }),
  );
  await keepDead(bulk(server, options), [...dead.values()], options);
  return { stored, known };
}
