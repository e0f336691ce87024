import { closeSync, fdatasync, fstatSync, ftruncateSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { encodeFrame, type Frame, type Framed, readFrame } from './frame.ts';
import { syncFolder } from './sync-folder.ts';

const mark = 'SLS1';
const idLength = 22;
/** Mark, then the spool's id. */
const headBytes = mark.length + idLength;
const sync = promisify(fdatasync);

export const segmentName = /^(\d{16})\.seg$/;

/** A file of frames. Only whole ones count: what a crash cut off is cut away when it is opened again. */
export class Segment {
  readonly path: string;
  /** Sequence number of its first line. */
  readonly first: number;
  /** That of the line after its last. */
  next: number;
  bytes: number;
  readonly spool: string;
  /** When it was last written to before it was opened here. */
  readonly writtenMs: number;
  #syncedBytes = 0;
  readonly #fd: number;

  private constructor(path: string, fd: number, { spool, first, next, bytes }: { spool: string; first: number; next: number; bytes: number }) {
    this.writtenMs = fstatSync(fd).mtimeMs;
    this.path = path;
    this.#fd = fd;
    this.spool = spool;
    this.first = first;
    this.next = next;
    this.bytes = bytes;
  }

  static create(folder: string, spool: string, first: number): Segment {
    const path = join(folder, `${String(first).padStart(16, '0')}.seg`);
    const fd = openSync(path, 'w+', 0o600);
    try {
      writeWhole(fd, Buffer.from(mark + spool), 0);
      syncFolder(folder);
    } catch (cause) {
      closeSync(fd);
      throw cause;
    }
    return new Segment(path, fd, { spool, first, next: first, bytes: headBytes });
  }

  /** Opens what an earlier process left, telling each whole frame; undefined where not even its head is whole. */
  static open(path: string, onFrame: (frame: Frame) => void): Segment | undefined {
    const [, digits = '0'] = segmentName.exec(path.slice(path.lastIndexOf('/') + 1)) ?? [];
    const fd = openSync(path, 'r+');
    const head = readAt(fd, 0, headBytes).toString('latin1');
    if (head.length < headBytes || !head.startsWith(mark)) {
      closeSync(fd);
      return undefined;
    }
    const segment = new Segment(path, fd, { spool: head.slice(mark.length), first: Number(digits), next: Number(digits), bytes: headBytes });
    for (let framed = segment.frameAt(headBytes); framed !== undefined; framed = segment.frameAt(segment.bytes)) {
      segment.bytes += framed.bytes;
      segment.next = framed.frame.first + framed.frame.count;
      onFrame(framed.frame);
    }
    ftruncateSync(fd, segment.bytes);
    return segment;
  }

  /** Where its first frame begins. */
  get start(): number {
    return headBytes;
  }

  frameAt(at: number): Framed | undefined {
    return readFrame((from, length) => readAt(this.#fd, from, length), at);
  }

  /** All of it or, where it fails, nothing. */
  append(frame: Frame): void {
    const bytes = encodeFrame(frame);
    try {
      writeWhole(this.#fd, bytes, this.bytes);
    } catch (cause) {
      ftruncateSync(this.#fd, this.bytes);
      throw cause;
    }
    this.bytes += bytes.length;
    this.next = frame.first + frame.count;
  }

  /** On the disk, so that not even a power cut takes it away. */
  async sync(): Promise<void> {
    const { bytes } = this;
    if (this.#syncedBytes >= bytes) return;
    await sync(this.#fd);
    this.#syncedBytes = Math.max(this.#syncedBytes, bytes);
  }

  close(): void {
    closeSync(this.#fd);
  }

  remove(): void {
    this.close();
    rmSync(this.path, { force: true });
  }
}

function readAt(fd: number, at: number, length: number): Buffer {
  const buffer = Buffer.allocUnsafe(length);
  let done = 0;
  while (done < length) {
    const read = readSync(fd, buffer, done, length - done, at + done);
    if (read === 0) break;
    done += read;
  }
  return buffer.subarray(0, done);
}

function writeWhole(fd: number, bytes: Buffer, at: number): void {
  let done = 0;
  while (done < bytes.length) done += writeSync(fd, bytes, done, bytes.length - done, at + done);
}
