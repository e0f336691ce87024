import { randomBytes } from 'node:crypto';
import { closeSync, fdatasync, fstatSync, fsyncSync, ftruncateSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { encodeFrame, type Frame, type Framed, frameFrom } from './frame.ts';
import { syncFolder } from './sync-folder.ts';

const mark = 'SLS1';
const idLength = 22;
/** Mark, then the spool's id. */
const headBytes = mark.length + idLength;
const headForm = new RegExp(`^${mark}([\\w-]{${idLength}})$`);
const sync = promisify(fdatasync);

/** `idLength` characters. */
export const newSpoolId = (): string => randomBytes(16).toString('base64url');

export const segmentName = /^(\d{16})\.seg$/;

/** A file of frames. Only whole ones count. */
export class Segment {
  readonly path: string;
  /** Sequence number of its first line. */
  readonly first: number;
  /** That of the line after its last. */
  next: number;
  bytes: number;
  #spool: string;
  /** When it was last written to before it was opened here. */
  readonly writtenMs: number;
  #syncedBytes = 0;
  #isClosed = false;
  readonly #fd: number;

  private constructor(path: string, fd: number, { spool, first, next, bytes }: { spool: string; first: number; next: number; bytes: number }) {
    this.writtenMs = fstatSync(fd).mtimeMs;
    this.path = path;
    this.#fd = fd;
    this.#spool = spool;
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

  /** Opens what an earlier process left, telling each whole frame. `spool` is whose it is where its head is spoiled; undefined where nothing else was written. */
  static open(path: string, spool: string, onFrame: (frame: Frame) => void): Segment | undefined {
    const [, digits = '0'] = segmentName.exec(path.slice(path.lastIndexOf('/') + 1)) ?? [];
    const fd = openSync(path, 'r+');
    const [, id = ''] = headForm.exec(readAt(fd, 0, headBytes).toString('latin1')) ?? [];
    const { size } = fstatSync(fd);
    if (id === '' && size <= headBytes) {
      closeSync(fd);
      return undefined;
    }
    const segment = new Segment(path, fd, { spool: id || spool, first: Number(digits), next: Number(digits), bytes: headBytes });
    if (id === '') segment.rename(spool);
    for (let framed = segment.frameFrom(headBytes, size); framed !== undefined; framed = segment.frameFrom(framed.end, size)) {
      segment.bytes = framed.end;
      segment.next = framed.frame.first + framed.frame.count;
      onFrame(framed.frame);
    }
    return segment;
  }

  /** Where its first frame begins. */
  get start(): number {
    return headBytes;
  }

  get spool(): string {
    return this.#spool;
  }

  /** Whether there is something behind its last whole frame: a crash has cut it off, or the disk has spoiled it. */
  get isRagged(): boolean {
    return fstatSync(this.#fd).size > this.bytes;
  }

  /** Cuts it away. */
  trim(): void {
    ftruncateSync(this.#fd, this.bytes);
  }

  /** From now on it is of another spool, whatever happens. */
  rename(spool: string): void {
    writeWhole(this.#fd, Buffer.from(mark + spool), 0);
    fsyncSync(this.#fd);
    this.#spool = spool;
  }

  /** The first whole frame from a place on; `end`, where the search ends, is that of the segment where it is not given. */
  frameFrom(at: number, end = this.bytes): Framed | undefined {
    return at < end ? frameFrom((from, length) => readAt(this.#fd, from, length), at, end) : undefined;
  }

  /** Where the first frame begins that is of this number or a later one; the end where there is none. */
  placeOf(number: number): number {
    let at = this.start;
    for (let framed = this.frameFrom(at); framed !== undefined && framed.frame.first < number; framed = this.frameFrom(at)) at = framed.end;
    return at;
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

  /** On the disk, so that not even a power cut takes it away. One that is closed meanwhile has nothing left to keep. */
  async sync(): Promise<void> {
    const { bytes } = this;
    if (this.#syncedBytes >= bytes) return;
    await sync(this.#fd).catch((cause: unknown) => {
      if (!this.#isClosed) throw new Error(`keeping ${this.path}`, { cause });
    });
    this.#syncedBytes = Math.max(this.#syncedBytes, bytes);
  }

  close(): void {
    this.#isClosed = true;
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
