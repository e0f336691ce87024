import { existsSync } from 'node:fs';
import { StoreError } from '../store.ts';
import { type StoreThread, storeThread } from '../store-thread.ts';
import { dayFiles } from './day-files.ts';
import type { LogStore } from './log-store.ts';
import type { LogsThreadData, ReadingCalls, WritingCalls } from './logs-thread.ts';

/** A batch is at most some MiB: so many of them are a second's work, and some memory. */
const mostWaiting = 8;

/** The second starts where the first is at work. */
const readerCount = 2;

const pruneEveryMs = 10 * 60_000;
const dayMs = 86_400_000;

export interface SqliteLogsOptions {
  readonly folder: string;
  /** What is older, or more, goes. */
  readonly days: number;
  readonly bytes: number;
  /** Of what is done without being asked for. */
  readonly onFailure: (error: unknown) => void;
}

/** Where no lines ever came, no thread has to start to say so. */
function isEmpty(folder: string): boolean {
  return !existsSync(folder) || dayFiles(folder).length === 0;
}

/** One thread writes, two read, none of them the caller's. */
export function sqliteLogs({ folder, days, bytes, onFailure }: SqliteLogsOptions): LogStore {
  const thread = (role: LogsThreadData['role']) => ({
    file: './logs/logs-thread.ts' as const,
    role: `logs-${role}`,
    data: { folder, role, maxBytes: bytes } satisfies LogsThreadData,
  });
  const writer = storeThread<WritingCalls>(thread('writer'));
  const readers = Array.from({ length: readerCount }, () => storeThread<ReadingCalls>(thread('reader')));
  const reader = () => readers.reduce((least, one) => (one.waiting < least.waiting ? one : least));
  // The bytes are bounded with each file that begins; days end by themselves.
  const prune = async () => {
    if (!isEmpty(folder)) await writer.call('prune', new Date(Date.now() - days * dayMs).toISOString().slice(0, 10));
  };
  const timer = setInterval(() => prune().catch((cause: unknown) => onFailure(new Error('removing old lines', { cause }))), pruneEveryMs).unref();
  let examining: Promise<unknown> | undefined;
  /** One broken file must not keep the others from being read. */
  const read = async <T>(work: (one: StoreThread<ReadingCalls>) => Promise<T>): Promise<T> => {
    try {
      return await work(reader());
    } catch (error) {
      if (!(error instanceof StoreError) || error.kind !== 'corrupt') throw error;
      onFailure(new Error('reading lines', { cause: error }));
      examining ??= writer.call('examine', undefined).finally(() => {
        examining = undefined;
      });
      await examining;
      return await work(reader());
    }
  };
  return {
    append: (batch) => writer.call('append', batch),
    get isBusy() {
      return writer.waiting >= mostWaiting;
    },
    search: (search) => read((one) => one.call('search', search)),
    count: (counting) => read((one) => one.call('count', counting)),
    lost: (counting) => read((one) => one.call('lost', counting)),
    losses: (asked) => read((one) => one.call('losses', asked)),
    patterns: (asked) => read((one) => one.call('patterns', asked)),
    patternExamples: (asked) => read((one) => one.call('patternExamples', asked)),
    find: (id) => read((one) => one.call('find', id)),
    attributes: (asked) => read((one) => one.call('attributes', asked)),
    arrived: (asked) => read((one) => one.call('arrived', asked)),
    prune,
    state: async () => (isEmpty(folder) ? { lines: 0, bytes: 0 } : await read((one) => one.call('state', undefined))),
    [Symbol.asyncDispose]: async () => {
      clearInterval(timer);
      await Promise.all([...readers, writer].map((one) => one.close()));
    },
  };
}
