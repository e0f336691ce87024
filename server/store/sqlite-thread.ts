import { DatabaseSync } from 'node:sqlite';
import { workerData } from 'node:worker_threads';
import { operations } from './sqlite-operations.ts';
import { serveCalls } from './thread-calls.ts';

/** The thread that holds one connection to the database: the writer, or a reader. It loads little, because there are two. */
export interface ThreadData {
  readonly path: string;
  readonly role: 'writer' | 'reader';
  readonly maxBytes: number;
}

const schemaVersion = 2;
const schema = `
CREATE TABLE IF NOT EXISTS records (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  at_ms REAL NOT NULL,
  identity TEXT NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS records_at ON records (at_ms);
CREATE INDEX IF NOT EXISTS records_identity ON records (identity, at_ms);
CREATE TABLE IF NOT EXISTS slots (id TEXT PRIMARY KEY, column_at INTEGER NOT NULL, half_row INTEGER NOT NULL, linked INTEGER NOT NULL, seen_at_ms REAL NOT NULL, group_id TEXT NOT NULL DEFAULT '') STRICT, WITHOUT ROWID;
PRAGMA user_version = ${schemaVersion};
`;
/** The file may grow beyond what retention keeps between two prunings, but not without end. */
const headroom = 1.25;
const cacheKib = 2048;

function openDatabase({ path, role, maxBytes }: ThreadData): DatabaseSync {
  if (role === 'reader') {
    const database = new DatabaseSync(path, { readOnly: true, timeout: 5000 });
    database.exec(`PRAGMA cache_size = -${cacheKib}`);
    return database;
  }
  const database = new DatabaseSync(path, { timeout: 5000 });
  database.exec(`PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -${cacheKib};`);
  const { user_version } = database.prepare('PRAGMA user_version').get() as { user_version: number };
  if (user_version === 1) database.exec("ALTER TABLE slots ADD COLUMN group_id TEXT NOT NULL DEFAULT ''");
  database.exec(schema);
  const { page_size } = database.prepare('PRAGMA page_size').get() as { page_size: number };
  database.exec(`PRAGMA max_page_count = ${Math.ceil((maxBytes * headroom) / page_size)}`);
  return database;
}

serveCalls(() => {
  const database = openDatabase(workerData as ThreadData);
  return { answer: (operation, input) => operations(operation)(database, input), close: () => database.close() };
});
