import { DatabaseSync } from 'node:sqlite';
import { workerData } from 'node:worker_threads';
import { serveCalls } from '../thread-calls.ts';
import { alertOperation, prepareAlerts } from './alert-operations.ts';

/** FULL: what was taken from Alertmanager survives a power cut, because Alertmanager forgets it. */
serveCalls(() => {
  const database = new DatabaseSync(String(workerData), { timeout: 5000 });
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -1024;');
  prepareAlerts(database);
  return { answer: (operation, input) => alertOperation(operation)(database, input), close: () => database.close() };
});
