import { execFileSync } from 'node:child_process';
import { closeSync, fstatSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Position } from '../../ship/spool/progress.ts';
import { goesOn } from './known-again.ts';
import { type OpenFile, openSafely } from './open-safely.ts';
import type { Sibling } from './siblings.ts';
import { isBornSince, type Looks } from './start.ts';

/** So many bytes of text are unpacked; of what is longer it is told that its rest is not read. */
const mostBytes = 1 << 30;
/** Behind all of a gzip file stands how long its text is. */
const sizeBytes = 4;

interface Unpacking {
  readonly looks: Looks;
  roots(): readonly string[];
}

/** What was compressed before it was read to its end, as it was before: a file without a name, which goes when it is closed. */
export function unpackedOf(position: Position, compressed: readonly Sibling[], { looks, roots }: Unpacking): OpenFile | undefined {
  for (const { path, bornMs } of compressed) {
    const packed = isBornSince(bornMs, looks) ? openSafely(path, roots()) : undefined;
    if (packed === undefined || packed === 'refused') continue;
    const unpacked = restOf(position, packed);
    if (unpacked !== undefined) return unpacked;
  }
  return undefined;
}

function restOf(position: Position, packed: OpenFile): OpenFile | undefined {
  try {
    if (textBytes(packed) <= position.offset) return undefined;
    const unpacked = unpack(packed);
    if (goesOn(position, unpacked)) return unpacked;
    closeSync(unpacked.fd);
    return undefined;
  } finally {
    closeSync(packed.fd);
  }
}

function textBytes({ fd, stats }: OpenFile): number {
  const size = Buffer.alloc(sizeBytes);
  return readSync(fd, size, 0, sizeBytes, Math.max(0, stats.size - sizeBytes)) < sizeBytes ? 0 : size.readUInt32LE();
}

function unpack(packed: OpenFile): OpenFile {
  const bytes = textBytes(packed);
  if (bytes > mostBytes) throw new Error(`${packed.path} was compressed before it was read to its end, and its ${bytes} bytes are too many to unpack`);
  const path = join(mkdtempSync(join(tmpdir(), 'sonde-unpacked-')), 'text');
  const fd = openSync(path, 'wx+', 0o600);
  rmSync(dirname(path), { recursive: true });
  try {
    execFileSync('gzip', ['--decompress', '--stdout'], { stdio: [packed.fd, fd, 'pipe'] });
  } catch (cause) {
    closeSync(fd);
    throw new Error(`unpacking ${packed.path}, which was compressed before it was read to its end`, { cause });
  }
  return { path: packed.path, fd, stats: fstatSync(fd) };
}
