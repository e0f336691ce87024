import type { DatabaseSync } from 'node:sqlite';
import { inTransaction } from './in-transaction.ts';
import { append, attributes, find, page, share, tally } from './sqlite-events.ts';
import type { RetentionLimits, Slot, StoreState } from './store.ts';

function bytesUsed(database: DatabaseSync): number {
  const row = database
    .prepare('SELECT (page_count - freelist_count) * page_size AS bytes FROM pragma_page_count, pragma_freelist_count, pragma_page_size')
    .get();
  return Number(row?.bytes ?? 0);
}

function state(database: DatabaseSync): StoreState {
  const row = database.prepare('SELECT count(*) AS records, min(at_ms) AS oldest FROM events').get();
  return { records: Number(row?.records ?? 0), bytes: bytesUsed(database), oldestMs: row?.oldest == null ? null : Number(row.oldest) };
}

/** A twentieth at a time: few statements, and little more is removed than has to be. */
const pruneShare = 20;

function prune(database: DatabaseSync, { beforeMs, maxBytes }: RetentionLimits): { removed: number } {
  let removed = Number(database.prepare('DELETE FROM events WHERE at_ms < ?').run(beforeMs).changes);
  const oldest = database.prepare(
    `DELETE FROM events WHERE seq IN (SELECT seq FROM events ORDER BY at_ms LIMIT max(1, (SELECT count(*) FROM events) / ${pruneShare}))`,
  );
  while (bytesUsed(database) > maxBytes) {
    const { changes } = oldest.run();
    if (Number(changes) === 0) break;
    removed += Number(changes);
  }
  if (removed > 0) database.exec('PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE);');
  return { removed };
}

function slots(database: DatabaseSync): Slot[] {
  const rows = database.prepare('SELECT id, column_at, half_row, linked, seen_at_ms, group_id FROM slots').all();
  return rows.map((row) => ({
    id: String(row.id),
    column: Number(row.column_at),
    halfRow: Number(row.half_row),
    linked: row.linked === 1,
    seenAtMs: Number(row.seen_at_ms),
    group: String(row.group_id),
  }));
}

function saveSlots(database: DatabaseSync, wanted: readonly Slot[]): void {
  inTransaction(database, () => {
    const save = database.prepare('INSERT OR REPLACE INTO slots (id, column_at, half_row, linked, seen_at_ms, group_id) VALUES (?, ?, ?, ?, ?, ?)');
    for (const { id, column, halfRow, linked, seenAtMs, group } of wanted) save.run(id, column, halfRow, linked ? 1 : 0, seenAtMs, group);
  });
}

function dropSlots(database: DatabaseSync, ids: readonly string[]): void {
  inTransaction(database, () => {
    const drop = database.prepare('DELETE FROM slots WHERE id = ?');
    for (const id of ids) drop.run(id);
  });
}

/** The calls that a thread answers: both ends are this program, so that the compiler's word on inputs is enough. */
const storeOperations = { append, page, tally, share, attributes, find, state, prune, slots, saveSlots, dropSlots };
type Implemented = typeof storeOperations;
export type StoreOperations = { readonly [Name in keyof Implemented]: (input: Parameters<Implemented[Name]>[1]) => ReturnType<Implemented[Name]> };

export function operations(name: string): (database: DatabaseSync, input: unknown) => unknown {
  const found = Object.entries(storeOperations).find(([known]) => known === name)?.[1];
  if (found === undefined) throw new Error(`the store has no operation "${name}"`);
  return found as (database: DatabaseSync, input: unknown) => unknown;
}
