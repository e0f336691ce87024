import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { operations } from './sqlite-operations.ts';
import { prepareSchema } from './sqlite-schema.ts';

/** The thread that holds one connection to the database: the writer, or a reader. It loads little, because there are two. */
export interface ThreadData {
  readonly path: string;
  readonly role: 'writer' | 'reader';
  readonly maxBytes: number;
}

export interface Call {
  readonly call: number;
  readonly operation: string;
  readonly input: unknown;
}
export type Answer = { call: number; result: unknown } | { call: number; failure: { errcode: number; message: string } };

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

function failureOf(error: unknown): { errcode: number; message: string } {
  const errcode = error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode : 1;
  return { errcode, message: error instanceof Error ? error.message : String(error) };
}

const port = parentPort;
if (port !== null) {
  const data = workerData as ThreadData;
  let database: DatabaseSync | undefined;
  const answer = ({ operation, input }: Call): unknown => {
    if (operation !== 'close') {
      database ??= openDatabase(data);
      return operations(operation)(database, input);
    }
    database?.close();
    database = undefined;
    return undefined;
  };
  port.on('message', (message: Call) => {
    const { call } = message;
    try {
      port.postMessage({ call, result: answer(message) } satisfies Answer);
    } catch (error) {
      port.postMessage({ call, failure: failureOf(error) } satisfies Answer);
    }
  });
}
