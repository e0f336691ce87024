import { readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Compile } from 'typebox/compile';
import { Record } from '#contract/record.ts';
import type { StoreOperations } from './sqlite-operations.ts';
import type { ThreadData } from './sqlite-thread.ts';
import { type Store, StoreError } from './store.ts';
import { type StoreThread, storeThread } from './store-thread.ts';

export interface SqliteOptions {
  readonly path: string;
  readonly maxBytes: number;
  /** Told when a file that could not be read was moved aside, with its new path. What it returns is the first in the new one. */
  readonly onMovedAside: (file: string) => readonly Record[];
}

/** Files of a corrupt database are evidence, but must not fill the disk. */
const asideLimit = 2;
const asideMark = '.corrupt-';

/** The databases that were moved aside beside `path`, oldest first. */
export async function movedAside(path: string): Promise<string[]> {
  const names = await readdir(dirname(path)).catch(() => []);
  return names
    .filter((name) => name.startsWith(`${basename(path)}${asideMark}`))
    .sort()
    .map((name) => join(dirname(path), name));
}

const isRecord = Compile(Record);

/** A record of another version of the envelope is left out. */
function decode(row: string): Record[] {
  const record: unknown = JSON.parse(row);
  return isRecord.Check(record) ? [record] : [];
}

async function moveAside(path: string): Promise<string> {
  const aside = `${path}${asideMark}${new Date().toISOString().replaceAll(':', '')}`;
  await rename(path, aside);
  // What the write-ahead log still holds belongs to the old file, and would spoil the new one.
  await Promise.all([rm(`${path}-wal`, { force: true }), rm(`${path}-shm`, { force: true })]);
  const files = await movedAside(path);
  await Promise.all(files.slice(0, -asideLimit).map((file) => rm(file, { force: true })));
  return aside;
}

/**
 * SQLite in write-ahead mode: one thread writes, one reads, none of them the caller's.
 * A database that turns out to be corrupt is moved aside and a new one begun; the call that met it is made again.
 */
export async function sqliteStore({ path, maxBytes, onMovedAside }: SqliteOptions): Promise<Store> {
  const thread = (role: ThreadData['role']) =>
    storeThread<StoreOperations>({ file: './sqlite-thread.ts', role, data: { path, role, maxBytes } satisfies ThreadData });
  const [writer, reader] = [thread('writer'), thread('reader')];
  let replacing: Promise<void> | undefined;
  let generation = 0;

  const replace = async () => {
    await Promise.all([writer.close(), reader.close()]);
    const aside = await moveAside(path);
    await writer.call('append', onMovedAside(aside));
    generation += 1;
  };
  const call = async <T>(thread: StoreThread<StoreOperations>, work: (thread: StoreThread<StoreOperations>) => Promise<T>): Promise<T> => {
    await replacing;
    const begun = generation;
    try {
      return await work(thread);
    } catch (error) {
      if (!(error instanceof StoreError) || error.kind !== 'corrupt') throw error;
      if (begun === generation) {
        replacing ??= replace().finally(() => {
          replacing = undefined;
        });
      }
      await replacing;
      return await work(thread);
    }
  };
  /** A full database gives up its oldest tenth, once; a full disk has no room for that either. */
  const append: Store['append'] = async (records) => {
    const write = () => call(writer, (thread) => thread.call('append', records));
    try {
      return await write();
    } catch (error) {
      if (!(error instanceof StoreError) || error.kind !== 'full') throw error;
      await call(writer, (thread) => thread.call('prune', { beforeMs: 0, maxBytes: maxBytes * 0.9 })).catch((cause) => {
        throw new StoreError('full', error.message, { cause });
      });
      return await write();
    }
  };

  const page: Store['page'] = async (query) => {
    const { rows, next } = await call(reader, (thread) => thread.call('page', query));
    return { records: rows.flatMap(decode), ...(next && { next }) };
  };

  // The writer makes the file; a reader that comes first would not find it.
  await call(writer, (thread) => thread.call('slots', undefined)).catch((error) => {
    if (!(error instanceof StoreError) || error.kind === 'failed') throw error;
  });
  return {
    append,
    query: async (query) => (await page(query)).records,
    page,
    share: (query) => call(reader, (thread) => thread.call('share', query)),
    attributes: (query) => call(reader, (thread) => thread.call('attributes', query)),
    find: async (id) => {
      const found = await call(reader, (thread) => thread.call('find', id));
      const [record] = found === undefined ? [] : decode(found.row);
      return found && record && { record, place: found.place };
    },
    tally: (query) => call(reader, (thread) => thread.call('tally', query)),
    prune: (limits) => call(writer, (thread) => thread.call('prune', limits)),
    state: () => call(reader, (thread) => thread.call('state', undefined)),
    slots: () => call(reader, (thread) => thread.call('slots', undefined)),
    saveSlots: (slots) => call(writer, (thread) => thread.call('saveSlots', slots)),
    dropSlots: (ids) => call(writer, (thread) => thread.call('dropSlots', ids)),
    [Symbol.asyncDispose]: async () => {
      await replacing;
      await reader.close();
      await writer.close();
    },
  };
}
