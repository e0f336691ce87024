import { execFileSync } from 'node:child_process';
import { closeSync, fstatSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { constants, gunzipSync } from 'node:zlib';
import type { Content } from './known-again.ts';
import type { OpenFile } from './open-safely.ts';

/** So many bytes of text are unpacked; of what is longer it is told that its rest is not read. */
const mostBytes = 1 << 30;
/** Behind all of a gzip file stands how long its text is. */
const sizeBytes = 4;
/** In so much of the file stands more of its text than tells it from another, and never too much to unpack at once. */
const startBytes = 4096;

/** Of the text of a gzip file, of which nothing more is unpacked. */
export function textOf(packed: OpenFile): Content {
  const start = readAt(packed, 0, startBytes);
  return { size: textBytes(packed), start: start.length === 0 ? start : gunzipSync(start, { finishFlush: constants.Z_SYNC_FLUSH }) };
}

function textBytes(packed: OpenFile): number {
  const size = readAt(packed, Math.max(0, packed.stats.size - sizeBytes), sizeBytes);
  return size.length < sizeBytes ? 0 : size.readUInt32LE();
}

function readAt({ fd }: OpenFile, at: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  return bytes.subarray(0, readSync(fd, bytes, 0, length, at));
}

/** What was compressed before it was read to its end, as it was before: a file without a name, which goes when it is closed. */
export function unpack(packed: OpenFile): OpenFile {
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
