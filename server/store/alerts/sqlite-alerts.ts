import { storeThread } from '../store-thread.ts';
import type { AlertOperations } from './alert-operations.ts';
import type { AlertStore } from './alert-store.ts';

/** Little is asked of it: one thread does all. */
export function sqliteAlerts(path: string): AlertStore {
  const thread = storeThread<AlertOperations>({ file: './alerts/alerts-thread.ts', role: 'alerts', data: path });
  return {
    enqueue: (delivery) => thread.call('enqueue', delivery),
    due: (nowMs) => thread.call('due', nowMs),
    attempted: (done) => thread.call('attempted', done),
    deliveries: (asked) => thread.call('deliveries', asked),
    lastOf: () => thread.call('lastOf', undefined),
    prune: (nowMs) => thread.call('prune', nowMs),
    documents: (kind) => thread.call('documents', kind),
    change: (kind, change) => thread.call('change', { kind, ...change }),
    [Symbol.asyncDispose]: () => thread.close(),
  };
}
