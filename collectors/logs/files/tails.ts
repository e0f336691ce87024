import { closeSync, statSync } from 'node:fs';
import { fileKey, type Position, type Positions } from '../positions.ts';
import { matching, realRoots } from './globs.ts';
import { type OpenFile, openSafely } from './open-safely.ts';
import { isRotationOf, neighboursOf, type Sibling, siblingsOf } from './siblings.ts';
import { headHolds, type LineSink, readBytes, Tail } from './tail.ts';

export interface TailsOptions {
  readonly globs: readonly string[];
  readonly isLeftOut: (path: string) => boolean;
  /** How far files were read by an earlier process. */
  readonly positions: Positions;
  readonly sink: LineSink;
  readonly onRefused: (path: string) => void;
  readonly onTrouble: (trouble: unknown) => void;
  /** The file will not be read any more, and need not be known. */
  readonly onGone: (key: string) => void;
}

/** Of a file that nobody has read, at most so much: what is older is not waited for. */
const firstReadBytes = 64 << 20;
/** A file that was rotated may be written for a while yet; a deleted one holds its room on the disk until it is closed. */
const idleMs = { rotated: 600_000, deleted: 60_000 };
/** A clock that is a little off must not hide a file. */
const slackMs = 2000;

/** Every file that matches, and those that did until they were rotated. */
export class Tails {
  readonly #options: TailsOptions;
  readonly #tails = new Map<string, Tail>();
  /** Read to their end and closed, but still there: not to be read again. */
  readonly #resting = new Map<string, Position>();
  /** Copies of a file that is about to be emptied: until it is, their lines come from the file itself. */
  readonly #copies = new Map<string, Tail>();
  readonly #refused = new Set<string>();
  readonly #buffer = Buffer.allocUnsafeSlow(readBytes);
  #roots: readonly string[] = [];

  constructor(options: TailsOptions) {
    this.#options = options;
    for (const [key, position] of options.positions) this.#resting.set(key, position);
    this.#roots = realRoots(options.globs);
    for (const position of options.positions.values()) this.#guarded(() => this.#resume(position));
  }

  get size(): number {
    return this.#tails.size;
  }

  get open(): Iterable<Tail> {
    return this.#tails.values();
  }

  /** Reads a part of one file; answers whether there is more at once. */
  read(tail: Tail): boolean {
    const before = tail.offset;
    const outcome = tail.read(this.#buffer, this.#options.sink);
    if (outcome === 'truncated') this.#restart(tail);
    if (tail.offset !== before) tail.grewMs = Date.now();
    return outcome !== 'end';
  }

  /** Looks for new files, for those that were moved, and for those that are done with. */
  discover(): void {
    const { globs, isLeftOut } = this.#options;
    this.#roots = realRoots(globs);
    const found = new Set<string>();
    for (const path of matching(globs, isLeftOut)) this.#guarded(() => this.#see(path, found));
    for (const tail of [...this.#tails.values()]) if (!found.has(tail.key)) this.#guarded(() => this.#leave(tail));
    for (const key of [...this.#resting.keys()]) if (!found.has(key) && !this.#tails.has(key)) this.#forget(key);
    for (const key of [...this.#copies.keys()]) if (!found.has(key)) this.#copies.delete(key);
  }

  close(): void {
    for (const tail of this.#tails.values()) tail.close();
    this.#tails.clear();
  }

  #guarded(work: () => void): void {
    try {
      work();
    } catch (trouble) {
      this.#options.onTrouble(trouble);
    }
  }

  #see(path: string, found: Set<string>): void {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined || !stats.isFile()) return;
    const key = fileKey({ device: stats.dev, inode: stats.ino });
    found.add(key);
    const known = this.#tails.get(key);
    if (known !== undefined) {
      if (known.path === path) known.seenMs = Date.now();
      return;
    }
    const resting = this.#resting.get(key);
    if (resting !== undefined && (resting.path !== path || stats.size <= resting.offset)) return;
    if (this.#copies.has(key)) return;
    this.#open(path, resting);
  }

  #open(path: string, resting: Position | undefined): void {
    const opened = openSafely(path, this.#roots);
    if (opened === 'refused') this.#refuse(path);
    if (opened === undefined || opened === 'refused') return;
    const rotated = [...this.#tails.values()].find((tail) => tail.path === path && !tail.isRotated);
    const original = [...this.#tails.values()].find((tail) => isRotationOf(tail.path, path) && tail.isCopiedIn(opened.fd));
    const key = fileKey({ device: opened.stats.dev, inode: opened.stats.ino });
    if (original !== undefined) {
      this.#copies.set(key, original);
      closeSync(opened.fd);
      return;
    }
    const isSame = resting !== undefined && headHolds(opened.fd, { bytes: resting.headBytes, sum: resting.headSum });
    const tooLong = opened.stats.size - firstReadBytes;
    this.#add(path, opened, isSame ? resting : { offset: Math.max(0, tooLong), skipping: tooLong > 0 });
    if (rotated === undefined) return;
    rotated.isRotated = true;
    this.#readSkipped(rotated);
  }

  #add(path: string, { fd, stats }: OpenFile, { offset, skipping }: { readonly offset: number; readonly skipping: boolean }): Tail {
    const tail = new Tail({ path, fd, stats, offset, skipping }, Date.now());
    this.#tails.set(tail.key, tail);
    this.#resting.delete(tail.key);
    this.#copies.delete(tail.key);
    return tail;
  }

  #refuse(path: string): void {
    if (this.#refused.has(path)) return;
    this.#refused.add(path);
    this.#options.onRefused(path);
  }

  /** The path leads to another file: between the two there may have been more, which were rotated before anyone looked. */
  #readSkipped(rotated: Pick<Tail, 'path' | 'seenMs'>): void {
    const fresh = siblingsOf(rotated.path).filter(({ key, bornMs }) => bornMs > rotated.seenMs - slackMs && !this.#isKnown(key));
    for (const { path } of fresh) this.#adopt(path, () => ({ offset: 0, skipping: false }));
  }

  #isKnown(key: string): boolean {
    return this.#tails.has(key) || this.#resting.has(key) || this.#copies.has(key);
  }

  /** Emptied: what was copied away before is read on in the copy, then the file from its start. */
  #restart(tail: Tail): void {
    const { offset, skipping } = tail;
    const others = siblingsOf(tail.path).filter(({ key }) => !this.#tails.has(key) && !this.#resting.has(key));
    for (const sibling of others) this.#adopt(sibling.path, (opened) => this.#startOfCopy(tail, sibling, opened, { offset, skipping }));
    tail.restart();
  }

  #startOfCopy(tail: Tail, { key, bornMs }: Sibling, { fd, stats }: OpenFile, at: { offset: number; skipping: boolean }): typeof at | undefined {
    // A copy that was made earlier holds less than was read: it is done with.
    if (tail.isCopiedIn(fd)) return { ...at, offset: Math.min(at.offset, stats.size) };
    return bornMs > tail.seenMs - slackMs && !this.#copies.has(key) ? { offset: 0, skipping: false } : undefined;
  }

  /** Reads a rotated file to its end; `start` says from where, or that it is not to be read. */
  #adopt(path: string, start: (opened: OpenFile) => { readonly offset: number; readonly skipping: boolean } | undefined): boolean {
    const opened = openSafely(path, this.#roots);
    if (opened === undefined || opened === 'refused') return false;
    const from = start(opened);
    if (from === undefined) closeSync(opened.fd);
    else this.#add(path, opened, from).isRotated = true;
    return from !== undefined;
  }

  /** No path leads to it any more. */
  #leave(tail: Tail): void {
    tail.isRotated = true;
    if (this.read(tail)) return;
    const { nlink } = tail.stats();
    if (Date.now() - tail.grewMs < (nlink === 0 ? idleMs.deleted : idleMs.rotated)) return;
    tail.readRest(this.#buffer, this.#options.sink);
    tail.close();
    this.#tails.delete(tail.key);
    this.#forget(tail.key);
  }

  #forget(key: string): void {
    this.#resting.delete(key);
    this.#options.onGone(key);
  }

  /** Where an earlier process stopped: the file itself, wherever it is by now, or the copy that was made of it. */
  #resume(position: Position): void {
    const key = fileKey(position);
    const isIt = ({ fd, stats }: OpenFile) => headHolds(fd, { bytes: position.headBytes, sum: position.headSum }) && stats.size >= position.offset;
    const from = (opened: OpenFile) => (isIt(opened) ? position : undefined);
    const near = neighboursOf(position.path);
    const same = near.find((other) => other.key === key);
    const places = [...(same === undefined ? [] : [same]), ...siblingsOf(position.path).filter((other) => !this.#isKnown(other.key))];
    const place = places.find(({ path }) => this.#adopt(path, from));
    if (place === undefined || place.key !== key) this.#forget(key);
    const tail = this.#tails.get(place?.key ?? '');
    if (place?.path === position.path && tail !== undefined) tail.isRotated = false;
    else this.#readSkipped(position);
  }
}
