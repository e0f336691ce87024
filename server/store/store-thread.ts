import { Worker } from 'node:worker_threads';
import { StoreError, type StoreErrorKind } from './store.ts';
import type { Answer } from './thread-calls.ts';

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** What a thread answers, by name. Both ends are this program, so that the compiler's word on inputs is enough. */
type Operations<Ops> = { readonly [Name in keyof Ops]: (input: never) => unknown };

export interface StoreThread<Ops extends Operations<Ops>> {
  call<Name extends keyof Ops & string>(operation: Name, input: Parameters<Ops[Name]>[0]): Promise<ReturnType<Ops[Name]>>;
  /** Calls that are not answered yet. */
  readonly waiting: number;
  close(): Promise<void>;
}

export interface ThreadProgram {
  /** Beside this file. */
  readonly file: `./${string}.ts`;
  readonly role: string;
  readonly data: unknown;
}

/** Primary result codes of SQLite; the upper bits of an extended code say more. */
const sqliteKinds: Readonly<Record<number, StoreErrorKind>> = { 11: 'corrupt', 26: 'corrupt', 13: 'full', 10: 'away', 14: 'away', 8: 'away' };

function storeError(operation: string, { errcode, message }: { errcode: number; message: string }): StoreError {
  return new StoreError(sqliteKinds[errcode & 0xff] ?? 'failed', `the store's ${operation}: ${message}`);
}

/** Calls that wait; beyond it the disk is too slow, and callers are told instead of being queued. */
const queueLimit = 1000;

/** A thread costs 8 MB: after this long without a call it ends, and the next call starts another. */
const restMs = 60_000;

interface Running {
  readonly worker: Worker;
  readonly waiting: Map<number, Waiting>;
}

function post({ worker, waiting }: Running, call: number, operation: string, input: unknown): Promise<unknown> {
  return new Promise((resolve, reject) => {
    if (waiting.size >= queueLimit) {
      reject(new StoreError('failed', `the store has ${queueLimit} calls waiting`));
      return;
    }
    waiting.set(call, { resolve, reject });
    worker.postMessage({ call, operation, input });
  });
}

function run({ file, role, data }: ThreadProgram, onEnd: (running: Running) => void): Running {
  const worker = new Worker(new URL(file, import.meta.url), { workerData: data, name: `sonde-store-${role}` });
  const running: Running = { worker, waiting: new Map() };
  const { waiting } = running;
  const end = (cause: unknown) => {
    for (const { reject } of waiting.values()) reject(new StoreError('failed', 'the thread of the store ended', { cause }));
    waiting.clear();
    onEnd(running);
  };
  worker.on('message', (answer: Answer) => {
    const caller = waiting.get(answer.call);
    waiting.delete(answer.call);
    if ('failure' in answer) caller?.reject(storeError(role, answer.failure));
    else caller?.resolve(answer.result);
  });
  worker.on('error', end);
  worker.on('exit', (code) => end(new Error(`exit code ${code}`)));
  return running;
}

/** One thread with one connection. A thread that dies fails what waits; the next call starts another. */
export function storeThread<Ops extends Operations<Ops>>(program: ThreadProgram): StoreThread<Ops> {
  let running: Running | undefined;
  let calls = 0;
  let resting: NodeJS.Timeout | undefined;

  const close = async () => {
    const closing = running;
    if (closing === undefined) return;
    // From here on calls start another thread, so that none is behind the last.
    running = undefined;
    clearTimeout(resting);
    calls += 1;
    await post(closing, calls, 'close', undefined).catch(() => undefined);
    await closing.worker.terminate();
  };
  const restLater = () => {
    clearTimeout(resting);
    resting = setTimeout(rest, restMs).unref();
  };
  // A call may take as long as that, and another thread beside it would not know what it writes.
  const rest = () => {
    if ((running?.waiting.size ?? 0) > 0) restLater();
    else close().catch(() => undefined);
  };
  return {
    call: (operation, input) => {
      running ??= run(program, (ended) => {
        if (running === ended) running = undefined;
      });
      restLater();
      calls += 1;
      return post(running, calls, operation, input) as Promise<ReturnType<Ops[typeof operation]>>;
    },
    get waiting() {
      return running?.waiting.size ?? 0;
    },
    close,
  };
}
