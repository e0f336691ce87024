import { Worker } from 'node:worker_threads';
import type { OperationInput, OperationResult, StoreOperation } from './sqlite-operations.ts';
import type { Answer, ThreadData } from './sqlite-thread.ts';
import { StoreError, type StoreErrorKind } from './store.ts';

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

export interface StoreThread {
  call<Name extends StoreOperation>(operation: Name, input: OperationInput<Name>): Promise<OperationResult<Name>>;
  close(): Promise<void>;
}

/** Primary result codes of SQLite; the upper bits of an extended code say more. */
const sqliteKinds: Readonly<Record<number, StoreErrorKind>> = { 11: 'corrupt', 26: 'corrupt', 13: 'full', 10: 'away', 14: 'away', 8: 'away' };

function storeError(operation: string, { errcode, message }: { errcode: number; message: string }): StoreError {
  return new StoreError(sqliteKinds[errcode & 0xff] ?? 'failed', `the store's ${operation}: ${message}`);
}

/** Calls that wait; beyond it the disk is too slow, and callers are told instead of being queued. */
const queueLimit = 1000;

/** One thread with one connection. A thread that dies fails what waits; the next call starts another. */
export function storeThread(data: ThreadData): StoreThread {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let calls = 0;

  const failAll = (cause: unknown) => {
    worker = undefined;
    for (const { reject } of waiting.values()) reject(new StoreError('failed', 'the thread of the store ended', { cause }));
    waiting.clear();
  };
  const start = (): Worker => {
    const started = new Worker(new URL('./sqlite-thread.ts', import.meta.url), { workerData: data, name: `sonde-store-${data.role}` });
    started.on('message', (answer: Answer) => {
      const caller = waiting.get(answer.call);
      waiting.delete(answer.call);
      if ('failure' in answer) caller?.reject(storeError(data.role, answer.failure));
      else caller?.resolve(answer.result);
    });
    started.on('error', failAll);
    started.on('exit', (code) => {
      if (started === worker) failAll(new Error(`exit code ${code}`));
    });
    return started;
  };
  const post = (operation: string, input: unknown) =>
    new Promise<unknown>((resolve, reject) => {
      if (waiting.size >= queueLimit) {
        reject(new StoreError('failed', `the store has ${queueLimit} calls waiting`));
        return;
      }
      worker ??= start();
      calls += 1;
      waiting.set(calls, { resolve, reject });
      worker.postMessage({ call: calls, operation, input });
    });

  return {
    call: (operation, input) => post(operation, input) as Promise<OperationResult<typeof operation>>,
    close: async () => {
      const closing = worker;
      if (closing === undefined) return;
      await post('close', undefined).catch(() => undefined);
      worker = undefined;
      await closing.terminate();
    },
  };
}
