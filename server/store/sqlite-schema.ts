import type { DatabaseSync } from 'node:sqlite';
import { inTransaction } from './in-transaction.ts';

const schemaVersion = 3;
/** `repeats`: the ids of records that count in the row of another. */
const schema = `
CREATE TABLE IF NOT EXISTS events (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  at_ms REAL NOT NULL,
  last_ms REAL NOT NULL,
  time TEXT NOT NULL,
  last_time TEXT NOT NULL,
  node TEXT NOT NULL,
  type TEXT NOT NULL,
  severity TEXT NOT NULL,
  identity TEXT NOT NULL,
  object TEXT NOT NULL,
  reason TEXT NOT NULL,
  message TEXT NOT NULL,
  attributes TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  count INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS events_at ON events (at_ms);
CREATE INDEX IF NOT EXISTS events_identity ON events (identity, at_ms);
CREATE INDEX IF NOT EXISTS events_fingerprint ON events (fingerprint, at_ms);
CREATE TABLE IF NOT EXISTS repeats (id TEXT PRIMARY KEY, event INTEGER NOT NULL REFERENCES events (seq) ON DELETE CASCADE) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS repeats_event ON repeats (event);
CREATE TABLE IF NOT EXISTS slots (id TEXT PRIMARY KEY, column_at INTEGER NOT NULL, half_row INTEGER NOT NULL, linked INTEGER NOT NULL, seen_at_ms REAL NOT NULL, group_id TEXT NOT NULL DEFAULT '') STRICT, WITHOUT ROWID;
PRAGMA user_version = ${schemaVersion};
`;

/** Until version 2 a record was a JSON text, each of them a row of its own. */
const fromRecords = `
INSERT INTO events (seq, id, at_ms, last_ms, time, last_time, node, type, severity, identity, object, reason, message, attributes, fingerprint, count)
SELECT seq, id, at_ms, at_ms, body ->> 'at', body ->> 'at', body ->> 'node', body ->> 'type', body ->> 'severity', identity, '',
  coalesce(body -> 'attributes' ->> 'error.type', ''), body ->> 'message', body -> 'attributes', id, coalesce(body -> 'attributes' ->> 'sonde.stands_for', 1)
FROM records WHERE json_valid(body) AND body ->> 'kind' = 'event';
DROP TABLE records;
`;

/** Makes what is missing, and brings what an older version wrote to this one. */
export function prepareSchema(database: DatabaseSync): void {
  const { user_version: version } = database.prepare('PRAGMA user_version').get() as { user_version: number };
  inTransaction(database, () => {
    if (version === 1) database.exec("ALTER TABLE slots ADD COLUMN group_id TEXT NOT NULL DEFAULT ''");
    database.exec(schema);
    if (version === 1 || version === 2) database.exec(fromRecords);
  });
}
