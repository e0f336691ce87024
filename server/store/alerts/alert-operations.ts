import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { DeliveryState } from '#contract/deliveries.ts';
import { inTransaction } from '../in-transaction.ts';
import type { AlertStore, Attempt, DeliveriesAsked, Document, DocumentKind, DueDelivery, KeptDelivery, NewDelivery } from './alert-store.ts';

const schema = `
CREATE TABLE IF NOT EXISTS deliveries (
  seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, receiver TEXT NOT NULL, at_ms INTEGER NOT NULL, status TEXT NOT NULL, names TEXT NOT NULL,
  alerts INTEGER NOT NULL, body TEXT, hash TEXT NOT NULL, state TEXT NOT NULL, attempts INTEGER NOT NULL, last_attempts TEXT NOT NULL, next_ms INTEGER,
  group_key TEXT NOT NULL DEFAULT '', summary TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX IF NOT EXISTS deliveries_hash ON deliveries (hash);
CREATE TABLE IF NOT EXISTS documents (kind TEXT NOT NULL, id TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (kind, id)) STRICT, WITHOUT ROWID;
`;
/** What tables of versions 1 and 2 lack. */
const columnsSince = ['group_key', 'summary'];
/** What waits is found without its bodies, which are long. */
const indices = `
CREATE INDEX IF NOT EXISTS deliveries_state ON deliveries (state, receiver, seq);
CREATE INDEX IF NOT EXISTS deliveries_waiting ON deliveries (receiver, group_key, seq, attempts, next_ms) WHERE state = 'waiting';
PRAGMA user_version = ${columnsSince.length + 1};
`;

const sameWithinMs = 600_000;
const attemptsKept = 5;
const mostWaiting = 1000;
const mostKept = 10_000;
const keptMs = 30 * 86_400_000;
/** Those that wait have bodies; a thousand alerts are some 1 MB. */
const mostWaitingBytes = 64 << 20;

export function prepareAlerts(database: DatabaseSync): void {
  const version = Number(database.prepare('PRAGMA user_version').get()?.user_version);
  const missing = version === 0 ? [] : columnsSince.slice(version - 1);
  inTransaction(database, () => {
    database.exec(schema);
    for (const column of missing) database.exec(`ALTER TABLE deliveries ADD COLUMN ${column} TEXT NOT NULL DEFAULT ''`);
    database.exec(indices);
  });
}

type Row = Record<string, SQLOutputValue>;

/** What only this program wrote. */
const parsed = <T>(text: unknown): T => JSON.parse(String(text)) as T;

function keptOf(row: Row): KeptDelivery {
  return {
    seq: Number(row.seq),
    id: String(row.id),
    receiver: String(row.receiver),
    atMs: Number(row.at_ms),
    status: row.status === 'resolved' ? 'resolved' : 'firing',
    names: parsed<string[]>(row.names),
    alerts: Number(row.alerts),
    summary: String(row.summary),
    state: String(row.state) as DeliveryState,
    attempts: Number(row.attempts),
    lastAttempts: parsed<Attempt[]>(row.last_attempts),
    nextMs: row.next_ms === null ? null : Number(row.next_ms),
  };
}

const columns = 'seq, id, receiver, at_ms, status, names, alerts, summary, state, attempts, last_attempts, next_ms';

/** What failed that often holds back its own group alone: it may be the body that its receiver does not take. */
const failuresToPass = 5;

/** In order: what is over is not told before that it began. Of a receiver, the first of each group, up to one that the others have to wait for. */
const heads = `
SELECT seq, receiver, group_key, attempts, next_ms FROM (
  SELECT *, coalesce(sum(attempts < ${failuresToPass}) OVER (PARTITION BY receiver ORDER BY seq ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
  FROM (SELECT min(seq) AS seq, receiver, group_key, attempts, next_ms FROM deliveries WHERE state = 'waiting' GROUP BY receiver, group_key)
) WHERE before = 0`;
/** One at a time for each receiver: what failed least. */
const turns = `
SELECT seq FROM (SELECT seq, row_number() OVER (PARTITION BY receiver ORDER BY attempts, seq) AS place FROM (${heads}) WHERE next_ms <= ?) WHERE place = 1`;
const waitedFor = `
UPDATE deliveries SET next_ms = :now WHERE next_ms > :now
  AND seq IN (SELECT seq FROM (${heads}) WHERE receiver = :receiver AND (group_key = :group OR attempts < ${failuresToPass}))`;
const nextOfReceiver = `
UPDATE deliveries SET next_ms = :now WHERE next_ms > :now AND seq IN (SELECT seq FROM (${heads}) WHERE receiver = :receiver ORDER BY attempts, seq LIMIT 1)`;

function enqueue(database: DatabaseSync, { id, receiver, atMs, status, names, alerts, summary, body, hash, group }: NewDelivery): boolean {
  return inTransaction(database, () => {
    const same = database.prepare('SELECT 1 FROM deliveries WHERE hash = ? AND receiver = ? AND at_ms > ?').get(hash, receiver, atMs - sameWithinMs);
    if (same !== undefined) return false;
    database
      .prepare(`INSERT INTO deliveries (id, receiver, at_ms, status, names, alerts, body, hash, state, attempts, last_attempts, next_ms, group_key, summary)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'waiting', 0, '[]', ?, ?, ?)`)
      .run(id, receiver, atMs, status, JSON.stringify(names), alerts, body, hash, atMs, group, summary);
    // Whoever answers again by now is not found out a quarter of an hour later.
    database.prepare(waitedFor).run({ receiver, group, now: atMs });
    return true;
  });
}

function due(database: DatabaseSync, nowMs: number): { deliveries: DueDelivery[]; nextMs: number | null } {
  const rows = database.prepare(`SELECT ${columns}, body FROM deliveries WHERE seq IN (${turns})`).all(nowMs);
  const later = database.prepare(`SELECT min(next_ms) AS ms FROM (${heads}) WHERE next_ms > ?`).get(nowMs);
  const nextMs = later?.ms ?? null;
  return { deliveries: rows.map((row) => ({ ...keptOf(row), body: String(row.body) })), nextMs: nextMs === null ? null : Number(nextMs) };
}

type Attempted = Parameters<AlertStore['attempted']>[0];

function attempted(database: DatabaseSync, { id, attempt, state, nextMs }: Attempted): void {
  inTransaction(database, () => {
    const row = database.prepare('SELECT last_attempts, receiver FROM deliveries WHERE id = ?').get(id);
    if (row === undefined) return;
    const last = [attempt, ...parsed<Attempt[]>(row.last_attempts)].slice(0, attemptsKept);
    database
      .prepare(
        `UPDATE deliveries SET state = ?, next_ms = ?, attempts = attempts + 1, last_attempts = ?, body = CASE ? WHEN 'waiting' THEN body END WHERE id = ?`,
      )
      .run(state, nextMs, JSON.stringify(last), state, id);
    // It answers again: what failed while it did not need not wait out its pause.
    if (state === 'delivered') database.prepare(nextOfReceiver).run({ receiver: String(row.receiver), now: Date.now() });
  });
}

const countWaiting = (database: DatabaseSync) => Number(database.prepare(`SELECT count(*) AS count FROM deliveries WHERE state = 'waiting'`).get()?.count);

function deliveries(database: DatabaseSync, { state, receiver, limit, beforeSeq }: DeliveriesAsked): { deliveries: KeptDelivery[]; waiting: number } {
  const rows = database
    .prepare(
      `SELECT ${columns} FROM deliveries
       WHERE (:state IS NULL OR state = :state) AND (:receiver IS NULL OR receiver = :receiver) AND (:before IS NULL OR seq < :before)
       ORDER BY seq DESC LIMIT :limit`,
    )
    .all({ state: state ?? null, receiver: receiver ?? null, before: beforeSeq ?? null, limit });
  return { deliveries: rows.map(keptOf), waiting: countWaiting(database) };
}

function lastOf(database: DatabaseSync): { receiver: string; atMs: number; state: DeliveryState }[] {
  const rows = database.prepare('SELECT receiver, at_ms, state FROM deliveries WHERE seq IN (SELECT max(seq) FROM deliveries GROUP BY receiver)').all();
  return rows.map((row) => ({ receiver: String(row.receiver), atMs: Number(row.at_ms), state: String(row.state) as DeliveryState }));
}

const bytesWaiting = (database: DatabaseSync) =>
  Number(database.prepare(`SELECT coalesce(sum(length(body)), 0) AS bytes FROM deliveries WHERE state = 'waiting'`).get()?.bytes);

function prune(database: DatabaseSync, nowMs: number): { givenUp: number } {
  return inTransaction(database, () => {
    let givenUp = 0;
    const attempt: Attempt = { atMs: nowMs, status: null, says: 'too many wait: the oldest are given up', tookSeconds: 0 };
    const giveUp = database.prepare(
      `UPDATE deliveries SET state = 'given_up', body = NULL, next_ms = NULL, last_attempts = ? WHERE seq = (SELECT min(seq) FROM deliveries WHERE state = 'waiting')`,
    );
    while (countWaiting(database) > mostWaiting || bytesWaiting(database) > mostWaitingBytes) givenUp += Number(giveUp.run(JSON.stringify([attempt])).changes);
    const old = `state <> 'waiting' AND (at_ms < ? OR seq <= (SELECT max(seq) FROM deliveries) - ${mostKept})`;
    database.prepare(`DELETE FROM deliveries WHERE ${old}`).run(nowMs - keptMs);
    return { givenUp };
  });
}

function documents(database: DatabaseSync, kind: DocumentKind): Document[] {
  const rows = database.prepare('SELECT id, value FROM documents WHERE kind = ? ORDER BY id').all(kind);
  return rows.map(({ id, value }) => ({ id: String(id), value: parsed<unknown>(value) }));
}

interface Change {
  readonly kind: DocumentKind;
  readonly put?: readonly Document[];
  readonly remove?: readonly string[];
}

function change(database: DatabaseSync, { kind, put = [], remove = [] }: Change): void {
  inTransaction(database, () => {
    const insert = database.prepare('INSERT INTO documents VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value');
    const drop = database.prepare('DELETE FROM documents WHERE kind = ? AND id = ?');
    for (const id of remove) drop.run(kind, id);
    for (const { id, value } of put) insert.run(kind, id, JSON.stringify(value));
  });
}

const alertOperations = { enqueue, due, attempted, deliveries, lastOf: (database: DatabaseSync, _: undefined) => lastOf(database), prune, documents, change };
type Implemented = typeof alertOperations;
/** As of the flows’ thread. */
export type AlertOperations = { readonly [Name in keyof Implemented]: (input: Parameters<Implemented[Name]>[1]) => ReturnType<Implemented[Name]> };

export function alertOperation(name: string): (database: DatabaseSync, input: unknown) => unknown {
  const found = Object.entries(alertOperations).find(([known]) => known === name)?.[1];
  if (found === undefined) throw new Error(`the store of alerts has no operation "${name}"`);
  return found as (database: DatabaseSync, input: unknown) => unknown;
}
