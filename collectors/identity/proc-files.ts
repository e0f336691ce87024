import { type BigIntStats, closeSync, type Dirent, openSync, readdirSync, readlinkSync, readSync, statSync } from 'node:fs';

/** USER_HZ is 100 on every architecture that Node runs on. */
export const ticksPerSecond = 100;

const shared = Buffer.allocUnsafe(64 * 1024);

/** The start of a file of /proc or cgroupfs, whose size says 0; undefined where it cannot be read. Valid until the next call. */
export function readStart(path: string, maxBytes = shared.length): Buffer | undefined {
  return withFile(path, (file) => nextPart(file, maxBytes));
}

/** Like readStart, for files that may be larger than a page or two: memory of its own, at most `maxBytes`. */
export function readText(path: string, maxBytes: number): string | undefined {
  return withFile(path, (file) => {
    const start = nextPart(file, maxBytes);
    if (start.length < shared.length) return start.toString('utf8');
    const parts: Buffer[] = [];
    let left = maxBytes;
    for (let part = start; part.length > 0; part = nextPart(file, left)) {
      parts.push(Buffer.from(part));
      left -= part.length;
    }
    return Buffer.concat(parts).toString('utf8');
  });
}

function withFile<T>(path: string, read: (file: number) => T): T | undefined {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return undefined;
  }
  try {
    return read(file);
  } catch {
    // The process ended between open and read (ESRCH): the same absence as a missing file.
    return undefined;
  } finally {
    closeSync(file);
  }
}

/** As much as fits into the shared buffer; less only at the end of the file. */
function nextPart(file: number, maxBytes: number): Buffer {
  const limit = Math.min(maxBytes, shared.length);
  let filled = 0;
  while (filled < limit) {
    const count = readSync(file, shared, filled, limit - filled, null);
    if (count === 0) break;
    filled += count;
  }
  return shared.subarray(0, filled);
}

/** None where the folder cannot be read: it may be gone since its parent was. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** As `namesIn`, of folders alone. */
export function subdirectories(folder: string): string[] {
  let entries: Dirent[];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

export function linkTarget(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

export function statOf(path: string): BigIntStats | undefined {
  try {
    return statSync(path, { bigint: true, throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

const pageSizeInAuxv = 6n;
const usualPageBytes = 4096;

/** AT_PAGESZ: some arm64 kernels have pages of 16 or 64 KiB. */
export function pageBytesOf(proc: string): number {
  const auxv = readStart(`${proc}/self/auxv`, 4096);
  for (let at = 0; auxv !== undefined && at + 16 <= auxv.length; at += 16) {
    if (auxv.readBigUInt64LE(at) === pageSizeInAuxv) return Number(auxv.readBigUInt64LE(at + 8));
  }
  return usualPageBytes;
}
