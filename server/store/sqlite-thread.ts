import { DatabaseSync } from 'node:sqlite';
import { workerData } from 'node:worker_threads';
import { operations } from './sqlite-operations.ts';
import { prepareSchema } from './sqlite-schema.ts';
import { serveCalls } from './thread-calls.ts';

/** The thread that holds one connection to the database: the writer, or a reader. It loads little, because there are two. */
export interface ThreadData {
  readonly path: string;
  readonly role: 'writer' | 'reader';
  readonly maxBytes: number;
}

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
  prepareSchema(database);
  const { page_size } = database.prepare('PRAGMA page_size').get() as { page_size: number };
  database.exec(`PRAGMA max_page_count = ${Math.ceil((maxBytes * headroom) / page_size)}`);
  return database;
}

serveCalls(() => {
  const database = openDatabase(workerData as ThreadData);
  return { answer: (operation, input) => operations(operation)(database, input), close: () => database.close() };
});
