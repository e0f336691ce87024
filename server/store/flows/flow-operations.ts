import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { type Flow, type FlowCounts, readFlowKey } from '#contract/flows.ts';
import { type Edge, edgeId } from '#contract/identity.ts';
import { type ObservedEnd, observedEnds } from '#contract/metrics.ts';
import { inTransaction } from '../in-transaction.ts';
import { decodeFlows } from './decode-flows.ts';
import type { FlowBatch, FlowStore, ToldEdges, ToldFlow } from './flow-store.ts';

/** `marks`: the highest number of each spool that was stored. */
const schema = `
CREATE TABLE IF NOT EXISTS edges (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, edge TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS nodes (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE IF NOT EXISTS flows (at_ms INTEGER NOT NULL, edge INTEGER NOT NULL, node INTEGER NOT NULL, seen TEXT NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS flows_at ON flows (at_ms);
CREATE INDEX IF NOT EXISTS flows_edge ON flows (edge, at_ms);
CREATE TABLE IF NOT EXISTS marks (agent TEXT NOT NULL, spool TEXT NOT NULL, last INTEGER NOT NULL, PRIMARY KEY (agent, spool)) STRICT, WITHOUT ROWID;
PRAGMA user_version = 1;
`;

const minuteMs = 60_000;
/** So many are looked through for a map: some hundred ms. */
const mostRead = 200_000;
/** A twentieth at a time: few statements, and little more is removed than has to be. */
const pruneShare = 20;
const unneeded = 'DELETE FROM edges WHERE id NOT IN (SELECT edge FROM flows)';

type Asked<Name extends 'edges' | 'minutes' | 'prune'> = Parameters<FlowStore[Name]>[0];

export function prepareFlows(database: DatabaseSync): void {
  database.exec(schema);
}

function append(database: DatabaseSync, { agent, spool, first, count, body }: FlowBatch): Awaited<ReturnType<FlowStore['append']>> {
  const flows = decodeFlows(body, count);
  if (typeof flows === 'string') return { refused: flows };
  return inTransaction(database, () => {
    const last = Number(database.prepare('SELECT last FROM marks WHERE agent = ? AND spool = ?').get(agent, spool)?.last ?? 0);
    const known = Math.min(count, Math.max(0, last + 1 - first));
    const add = adder(database, agent);
    for (const flow of flows.slice(known)) add(flow);
    database.prepare('INSERT INTO marks VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET last = max(last, excluded.last)').run(agent, spool, first + count - 1);
    return { stored: count - known, known };
  });
}

function adder(database: DatabaseSync, agent: string): (flow: Flow) => void {
  const numberOf = (statement: StatementSync, ...values: string[]) => Number(statement.get(...values)?.id);
  const edgeNumber = database.prepare('INSERT INTO edges (name, edge) VALUES (?, ?) ON CONFLICT DO UPDATE SET name = name RETURNING id');
  const nodeNumber = database.prepare('INSERT INTO nodes (name) VALUES (?) ON CONFLICT DO UPDATE SET name = name RETURNING id');
  const insert = database.prepare('INSERT INTO flows VALUES (?, ?, ?, ?)');
  const node = numberOf(nodeNumber, agent);
  return ({ time, seen, client, server, port, transport }) => {
    const edge: Edge = { client, server, port, transport };
    insert.run(Date.parse(time), numberOf(edgeNumber, edgeId(edge), JSON.stringify(edge)), node, JSON.stringify(seen));
  };
}

const beginOf = (ms: number) => Math.floor(ms / minuteMs) * minuteMs;

/** What only this program wrote. */
const seenIn = (text: unknown): ToldFlow['seen'] => JSON.parse(String(text)) as ToldFlow['seen'];

function edges(database: DatabaseSync, { fromMs, toMs, most = mostRead }: Asked<'edges'>): ToldEdges {
  const rows = database
    .prepare(
      `SELECT at_ms, edge, nodes.name AS node, seen FROM flows JOIN nodes ON nodes.id = flows.node
       WHERE at_ms >= ? AND at_ms < ? ORDER BY at_ms DESC LIMIT ?`,
    )
    .iterate(beginOf(fromMs), toMs, most + 1);
  let read = 0;
  let firstMs = 0;
  const byEdge = new Map<number, Map<string, Summed>>();
  for (const { at_ms, edge, node, seen } of rows) {
    read += 1;
    if (read > most) break;
    firstMs = Number(at_ms);
    const ofEdge = byEdge.get(Number(edge)) ?? new Map<string, Summed>();
    byEdge.set(Number(edge), ofEdge);
    const summed = ofEdge.get(String(node)) ?? { atMs: Number(at_ms), seen: {} };
    ofEdge.set(String(node), summed);
    addTo(summed, seenIn(seen), Number(at_ms));
  }
  const named = database.prepare('SELECT name, edge FROM edges WHERE id = ?');
  const told = [...byEdge].flatMap(([number, ofEdge]) => {
    const row = named.get(number);
    const flows = [...ofEdge].map(([node, summed]) => ({ node, ...summed }));
    return row === undefined ? [] : [{ id: String(row.name), edge: JSON.parse(String(row.edge)) as Edge, flows }];
  });
  return { edges: told, ...(read > most && { sinceMs: firstMs }) };
}

interface Summed {
  readonly atMs: number;
  readonly seen: { [end in ObservedEnd]?: Record<string, number> };
}

/** Newest first: the first value of a gauge is the last that there was, and of no use where a later minute has none. */
function addTo({ atMs: newestMs, seen }: Summed, more: ToldFlow['seen'], atMs: number): void {
  for (const end of observedEnds) {
    const counts: FlowCounts = more[end] ?? {};
    for (const [key, count] of Object.entries(counts)) {
      if (atMs !== newestMs && isGauge(key)) continue;
      const of = seen[end] ?? {};
      seen[end] = of;
      of[key] = (of[key] ?? 0) + count;
    }
  }
}

const isGauge = (key: string) => readFlowKey(key)?.metric.type === 'gauge';

function minutes(database: DatabaseSync, { id, fromMs, toMs }: Asked<'minutes'>): ToldFlow[] {
  const rows = database
    .prepare(
      `SELECT at_ms, nodes.name AS node, seen FROM flows JOIN nodes ON nodes.id = flows.node JOIN edges ON edges.id = flows.edge
       WHERE edges.name = ? AND at_ms >= ? AND at_ms < ? ORDER BY at_ms LIMIT ${mostRead}`,
    )
    .all(id, beginOf(fromMs), toMs);
  return rows.map(({ at_ms, node, seen }) => ({ node: String(node), atMs: Number(at_ms), seen: seenIn(seen) }));
}

function bytesUsed(database: DatabaseSync): number {
  const sql = 'SELECT (page_count - freelist_count) * page_size AS bytes FROM pragma_page_count, pragma_freelist_count, pragma_page_size';
  return Number(database.prepare(sql).get()?.bytes ?? 0);
}

function prune(database: DatabaseSync, { beforeMs, maxBytes }: Asked<'prune'>): { removed: number } {
  let removed = Number(database.prepare('DELETE FROM flows WHERE at_ms < ?').run(beforeMs).changes);
  const oldest = database.prepare(
    `DELETE FROM flows WHERE rowid IN (SELECT rowid FROM flows ORDER BY at_ms LIMIT (SELECT count(*) / ${pruneShare} + 1 FROM flows))`,
  );
  while (bytesUsed(database) > maxBytes) {
    const { changes } = oldest.run();
    if (Number(changes) === 0) break;
    database.exec(unneeded);
    removed += Number(changes);
  }
  if (removed > 0) database.exec(`${unneeded}; PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE);`);
  return { removed };
}

const flowOperations = { append, edges, minutes, prune };
type Implemented = typeof flowOperations;
/** The calls that a thread answers: both ends are this program, so that the compiler's word on inputs is enough. */
export type FlowOperations = { readonly [Name in keyof Implemented]: (input: Parameters<Implemented[Name]>[1]) => ReturnType<Implemented[Name]> };

export function flowOperation(name: string): (database: DatabaseSync, input: unknown) => unknown {
  const found = Object.entries(flowOperations).find(([known]) => known === name)?.[1];
  if (found === undefined) throw new Error(`the store of flows has no operation "${name}"`);
  return found as (database: DatabaseSync, input: unknown) => unknown;
}
