import { existsSync, rmSync } from 'node:fs';
import { retention } from '../retention.ts';
import { StoreError } from '../store.ts';
import { type StoreThread, storeThread } from '../store-thread.ts';
import type { FlowOperations } from './flow-operations.ts';
import type { FlowStore } from './flow-store.ts';
import type { FlowsThreadData } from './flows-thread.ts';

const mostWaiting = 8;

interface SqliteFlowsOptions {
  readonly path: string;
  /** What is older, or more, goes. */
  readonly ageMs: number;
  readonly maxBytes: number;
  readonly onBroken: (error: unknown) => void;
  /** Of what is done without being asked for. */
  readonly onFailure: (error: unknown) => void;
}

/** One thread writes, one reads. Where no flow ever came, no thread has to start to say so. */
export function sqliteFlows({ path, ageMs, maxBytes, onBroken, onFailure }: SqliteFlowsOptions): FlowStore {
  const thread = (role: FlowsThreadData['role']) =>
    storeThread<FlowOperations>({ file: './flows/flows-thread.ts', role: `flows-${role}`, data: { path, role } satisfies FlowsThreadData });
  const [writer, reader] = [thread('writer'), thread('reader')];
  let replacing: Promise<void> | undefined;
  /** They are a detail of what Prometheus has: of a file that is broken nothing is worth keeping. */
  const replace = async (error: unknown) => {
    onBroken(error);
    await Promise.all([writer.close(), reader.close()]);
    for (const end of ['', '-wal', '-shm']) rmSync(path + end, { force: true });
  };
  const call = async <T>(thread: StoreThread<FlowOperations>, work: (thread: StoreThread<FlowOperations>) => Promise<T>): Promise<T> => {
    await replacing;
    try {
      return await work(thread);
    } catch (error) {
      if (!(error instanceof StoreError) || error.kind !== 'corrupt') throw error;
      replacing ??= replace(error).finally(() => {
        replacing = undefined;
      });
      await replacing;
      return await work(thread);
    }
  };
  const prune: FlowStore['prune'] = async (limits) => (existsSync(path) ? await call(writer, (thread) => thread.call('prune', limits)) : { removed: 0 });
  const stopRetention = retention({ prune }, { ageMs, maxBytes, onFailure });
  return {
    append: (batch) => call(writer, (thread) => thread.call('append', batch)),
    get isBusy() {
      return writer.waiting >= mostWaiting;
    },
    edges: async (asked) => (existsSync(path) ? await call(reader, (thread) => thread.call('edges', asked)) : { edges: [] }),
    minutes: async (asked) => (existsSync(path) ? await call(reader, (thread) => thread.call('minutes', asked)) : []),
    prune,
    [Symbol.asyncDispose]: async () => {
      stopRetention();
      await replacing;
      await Promise.all([writer.close(), reader.close()]);
    },
  };
}
