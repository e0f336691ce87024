import { statfs } from 'node:fs/promises';

export interface Disk {
  readonly freeBytes: number;
  /** Of all that it holds, from 0 to 1. */
  readonly freeShare: number;
}

export async function diskOf(folder: string): Promise<Disk> {
  const { bavail, blocks, bsize } = await statfs(folder);
  return { freeBytes: bavail * bsize, freeShare: blocks === 0 ? 1 : bavail / blocks };
}

/** With less, Prometheus and SQLite cannot be counted on to write. */
const neededBytes = 16 * 1024 ** 2;

/** Whether failed writes are most likely the disk's. A folder that cannot be looked at says nothing about that. */
export async function isFull(folder: string): Promise<boolean> {
  const disk = await diskOf(folder).catch(() => undefined);
  return disk !== undefined && disk.freeShare < 1 && disk.freeBytes < neededBytes;
}
