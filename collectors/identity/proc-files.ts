import { type BigIntStats, closeSync, openSync, readlinkSync, readSync, statSync } from 'node:fs';

const shared = Buffer.allocUnsafe(64 * 1024);

/** The start of a file of /proc or cgroupfs, whose size says 0; undefined where it cannot be read. Valid until the next call. */
export function readStart(path: string, maxBytes = shared.length): Buffer | undefined {
  const limit = Math.min(maxBytes, shared.length);
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return undefined;
  }
  try {
    let filled = 0;
    while (filled < limit) {
      const count = readSync(file, shared, filled, limit - filled, null);
      if (count === 0) break;
      filled += count;
    }
    return shared.subarray(0, filled);
  } catch {
    // The process ended between open and read (ESRCH): the same absence as a missing file.
    return undefined;
  } finally {
    closeSync(file);
  }
}

/** Like readStart, for files that may be larger than a page or two: memory of its own, at most `maxBytes`. */
export function readText(path: string, maxBytes: number): string | undefined {
  const start = readStart(path, maxBytes);
  if (start === undefined || start.length < shared.length) return start?.toString('utf8');
  return readLarge(path, maxBytes);
}

function readLarge(path: string, maxBytes: number): string | undefined {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return undefined;
  }
  const parts: Buffer[] = [];
  let total = 0;
  try {
    while (total < maxBytes) {
      const count = readSync(file, shared, 0, Math.min(shared.length, maxBytes - total), null);
      if (count === 0) break;
      parts.push(Buffer.from(shared.subarray(0, count)));
      total += count;
    }
    return Buffer.concat(parts).toString('utf8');
  } catch {
    return undefined;
  } finally {
    closeSync(file);
  }
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
