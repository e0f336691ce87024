import { DatabaseSync } from 'node:sqlite';
import { workerData } from 'node:worker_threads';
import { serveCalls } from '../thread-calls.ts';
import { flowOperation, prepareFlows } from './flow-operations.ts';

/** The thread that writes flows, or the one that reads them. */
export interface FlowsThreadData {
  readonly path: string;
  readonly role: 'writer' | 'reader';
}

/** FULL: what is acknowledged survives a power cut, because the agent forgets it. The writer makes the file, and so a reader may too. */
function openFlows({ path }: FlowsThreadData): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: 5000 });
  database.exec('PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -2048;');
  prepareFlows(database);
  return database;
}

serveCalls(() => {
  const database = openFlows(workerData as FlowsThreadData);
  return { answer: (operation, input) => flowOperation(operation)(database, input), close: () => database.close() };
});
