import { crc32 } from 'node:zlib';

/**
 * A frame is what is written, sent and acknowledged as one: some lines, compressed, and how far their sources were read with them.
 * The two are never apart, so that whatever is cut off is read again, and nothing else is.
 *
 *   0 mark · 4 crc32 of all that follows · 8 bytes of the progress · 12 bytes of the lines · 16 count · 20 day · 24 first · 32 progress, lines
 */
export interface Frame {
  /** Sequence number of its first line. */
  readonly first: number;
  /** 0 where only the progress has changed: then nothing is sent. */
  readonly count: number;
  /** The ingest day, `2026-01-31`. */
  readonly day: string;
  /** A ProgressChange, encoded. */
  readonly progress: string;
  /** NDJSON, compressed by zstd. */
  readonly lines: Buffer;
}

const mark = 0x31464c53;
const markBytes = Buffer.from('SLF1');
const headBytes = 32;
/** Nothing longer was ever written: what claims to be is not a frame. */
const mostBytes = 64 << 20;

export function encodeFrame({ first, count, day, progress, lines }: Frame): Buffer {
  const where = Buffer.from(progress);
  const frame = Buffer.allocUnsafe(headBytes + where.length + lines.length);
  frame.writeUInt32LE(mark, 0);
  frame.writeUInt32LE(where.length, 8);
  frame.writeUInt32LE(lines.length, 12);
  frame.writeUInt32LE(count, 16);
  frame.writeUInt32LE(Number(day.replaceAll('-', '')), 20);
  frame.writeDoubleLE(first, 24);
  where.copy(frame, headBytes);
  lines.copy(frame, headBytes + where.length);
  frame.writeUInt32LE(crc32(frame.subarray(8)), 4);
  return frame;
}

export interface Framed {
  readonly frame: Frame;
  /** Where the next one begins. */
  readonly end: number;
}

/** Reads up to `length` bytes at a place of a file, into a buffer of its own. */
export type ReadAt = (at: number, length: number) => Buffer;

const searchedBytes = 1 << 20;

/** The first whole frame from a place on: behind what the disk has spoiled there may be more. */
export function frameFrom(read: ReadAt, from: number, end: number): Framed | undefined {
  const here = readFrame(read, from);
  if (here !== undefined) return here;
  for (let at = from + 1; at < end; at += searchedBytes - markBytes.length + 1) {
    const searched = read(at, Math.min(searchedBytes, end - at));
    for (let found = searched.indexOf(markBytes); found >= 0; found = searched.indexOf(markBytes, found + 1)) {
      const framed = readFrame(read, at + found);
      if (framed !== undefined) return framed;
    }
  }
  return undefined;
}

/** The whole frame that begins at a place; undefined where there is none. */
function readFrame(read: ReadAt, at: number): Framed | undefined {
  const head = read(at, headBytes);
  if (head.length < headBytes || head.readUInt32LE(0) !== mark) return undefined;
  const progressBytes = head.readUInt32LE(8);
  const lineBytes = head.readUInt32LE(12);
  if (progressBytes + lineBytes > mostBytes) return undefined;
  const body = read(at + headBytes, progressBytes + lineBytes);
  if (body.length < progressBytes + lineBytes || crc32(body, crc32(head.subarray(8))) !== head.readUInt32LE(4)) return undefined;
  const day = String(head.readUInt32LE(20));
  const frame = {
    first: head.readDoubleLE(24),
    count: head.readUInt32LE(16),
    day: `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`,
    progress: body.toString('utf8', 0, progressBytes),
    lines: body.subarray(progressBytes),
  };
  return { frame, end: at + headBytes + body.length };
}
