import { closeSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileKey, type Position, type Positions } from '../positions.ts';
import { matching, realRoots } from './globs.ts';
import { type OpenFile, openSafely } from './open-safely.ts';
import { filesIn, isRotationOf, type Sibling, siblingsOf } from './siblings.ts';
import { headHolds, type LineSink, readBytes, Tail } from './tail.ts';

export interface TailsOptions {
  readonly globs: readonly string[];
  readonly isLeftOut: (path: string) => boolean;
  /** How far files were read by an earlier process. */
  readonly positions: Positions;
  readonly sink: LineSink;
  readonly onRefused: (path: string) => void;
  readonly onTrouble: (trouble: unknown) => void;
  /** The file is one of those that are read from now on, or begins again. */
  readonly onKnown: (tail: Tail) => void;
  /** The file will not be read any more, and need not be known. */
  readonly onGone: (key: string) => void;
}

/** Of a file that nobody has read, at most so much: what is older is not waited for. */
const firstReadBytes = 64 << 20;
/** A file that was rotated may be written for a while yet; a deleted one holds its room on the disk until it is closed. */
const idleMs = { rotated: 600_000, deleted: 60_000 };
/** A clock that is a little off must not hide a file. */
const slackMs = 2000;

/** Renaming goes on while one looks; but not for ever. */
const mostLooks = 20;

interface Start {
  readonly offset: number;
  readonly skipping: boolean;
}

const fromStart: Start = { offset: 0, skipping: false };

/** Every file that matches, and those that did until they were rotated. */
export class Tails {
  readonly #options: TailsOptions;
  readonly #tails = new Map<string, Tail>();
  /** Copies of a file that is about to be emptied: until it is, their lines come from the file itself. */
  readonly #copies = new Set<string>();
  readonly #refused = new Set<string>();
  readonly #buffer = Buffer.allocUnsafeSlow(readBytes);
  #roots: readonly string[] = [];

  constructor(options: TailsOptions) {
    this.#options = options;
    this.#roots = realRoots(options.globs);
    const positions = [...options.positions.values()];
    const folders = new Map<string, ReadonlyMap<string, Sibling>>();
    const moved = positions.filter((position) => this.#guarded(() => !this.#resume(position, folders)) ?? false);
    // Only now, and in this order: of a number that is free again, the file that has it may be a copy of another.
    for (const position of moved) this.#guarded(() => this.#resumeCopy(position));
    for (const position of moved) this.#guarded(() => this.#beginEmptied(position));
    this.discover();
    for (const position of moved) if (!position.rotated) this.#guarded(() => this.#readSkipped(position));
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
    for (const key of [...this.#copies]) if (!found.has(key)) this.#copies.delete(key);
  }

  close(): void {
    for (const tail of this.#tails.values()) tail.close();
    this.#tails.clear();
  }

  #guarded<T>(work: () => T): T | undefined {
    try {
      return work();
    } catch (trouble) {
      this.#options.onTrouble(trouble);
      return undefined;
    }
  }

  #see(path: string, found: Set<string>): void {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined || !stats.isFile()) return;
    const key = fileKey({ device: stats.dev, inode: stats.ino });
    found.add(key);
    const known = this.#tails.get(key);
    if (known?.path === path) known.seenMs = Date.now();
    if (known === undefined && !this.#copies.has(key)) this.#open(path);
  }

  #open(path: string): void {
    const opened = openSafely(path, this.#roots);
    if (opened === 'refused') this.#refuse(path);
    if (opened === undefined || opened === 'refused') return;
    if (this.#tails.has(keyOf(opened)) || this.#isCopy(path, opened)) {
      closeSync(opened.fd);
      return;
    }
    const before = [...this.#tails.values()].find((tail) => tail.path === path && !tail.isRotated);
    const tooLong = opened.stats.size - firstReadBytes;
    this.#add(path, opened, { offset: Math.max(0, tooLong), skipping: tooLong > 0 });
    if (before === undefined) return;
    before.isRotated = true;
    this.#options.onKnown(before);
    this.#readSkipped(before);
  }

  /** Of a file that is read and that will be emptied, or was not meant to be. */
  #isCopy(path: string, opened: OpenFile): boolean {
    const original = [...this.#tails.values()].find((tail) => isRotationOf(tail.path, path) && tail.isCopiedIn(opened.fd));
    if (original !== undefined) this.#copies.add(keyOf(opened));
    return original !== undefined;
  }

  /** From now on its position is kept, also while it has no lines: who does not know it would read it again. */
  #add(path: string, { fd, stats }: OpenFile, { offset, skipping }: Start): Tail {
    const tail = new Tail({ path, fd, stats, offset, skipping }, Date.now());
    this.#tails.set(tail.key, tail);
    this.#copies.delete(tail.key);
    this.#options.onKnown(tail);
    return tail;
  }

  #refuse(path: string): void {
    if (this.#refused.has(path)) return;
    this.#refused.add(path);
    this.#options.onRefused(path);
  }

  /** The path leads to another file: between the two there may have been more, which were rotated before anyone looked. */
  #readSkipped({ path, seenMs }: Pick<Tail, 'path' | 'seenMs'>): void {
    this.#adoptSiblings(path, ({ key, bornMs }, opened) => {
      const isFresh = bornMs > seenMs - slackMs && !this.#copies.has(key);
      return isFresh && !this.#isCopy(opened.path, opened) ? fromStart : undefined;
    });
  }

  /** Emptied: what was copied away before is read on in the copy, then the file from its start. */
  #restart(tail: Tail): void {
    const { offset, skipping, seenMs } = tail;
    this.#adoptSiblings(tail.path, ({ key, bornMs }, { fd, stats }) => {
      // A copy that was made earlier holds less than was read: it is done with.
      if (tail.isCopiedIn(fd)) return { skipping, offset: Math.min(offset, stats.size) };
      return bornMs > seenMs - slackMs && !this.#copies.has(key) ? fromStart : undefined;
    });
    tail.restart();
    this.#options.onKnown(tail);
  }

  /** Reads rotated files to their ends; `start` says from where, or that one is not to be read. While they are renamed one looks again. */
  #adoptSiblings(path: string, start: (sibling: Sibling, opened: OpenFile) => Start | undefined): void {
    const seen = new Set<string>();
    for (let looks = 0; looks < mostLooks; looks += 1) {
      const fresh = siblingsOf(path).filter(({ key }) => !this.#tails.has(key) && !seen.has(key));
      const outcomes = fresh.map((sibling) => {
        const outcome = this.#adopt(sibling, path, (opened) => start(sibling, opened));
        if (outcome !== 'moved') seen.add(sibling.key);
        return outcome;
      });
      if (!outcomes.includes('moved')) return;
    }
  }

  /** `as` is the path that its lines were written to. */
  #adopt({ path, key }: Sibling, as: string, start: (opened: OpenFile) => Start | undefined): Tail | 'moved' | undefined {
    const opened = openSafely(path, this.#roots);
    if (opened === 'refused') return undefined;
    if (opened === undefined) return 'moved';
    const isIt = keyOf(opened) === key;
    const from = isIt ? start(opened) : undefined;
    if (from === undefined) {
      closeSync(opened.fd);
      return isIt ? undefined : 'moved';
    }
    const tail = this.#add(as, opened, from);
    tail.isRotated = true;
    return tail;
  }

  /** No path leads to it any more. */
  #leave(tail: Tail): void {
    if (this.read(tail)) return;
    const { nlink } = tail.stats();
    if (Date.now() - tail.grewMs < (nlink === 0 ? idleMs.deleted : idleMs.rotated)) return;
    tail.readRest(this.#buffer, this.#options.sink);
    tail.close();
    this.#tails.delete(tail.key);
    this.#options.onGone(tail.key);
  }

  /** Goes on where an earlier process stopped, wherever the file is by now; answers whether it is still there, and the same. */
  #resume(position: Position, folders: Map<string, ReadonlyMap<string, Sibling>>): boolean {
    const folder = dirname(position.path);
    let files = folders.get(folder);
    for (let looks = 0; looks < mostLooks; looks += 1) {
      files ??= filesIn(folder);
      folders.set(folder, files);
      const outcome = this.#resumeAt(files.get(fileKey(position)), position);
      if (outcome !== 'moved') return outcome;
      files = undefined;
    }
    return false;
  }

  #resumeAt(place: Sibling | undefined, position: Position): boolean | 'moved' {
    const outcome = place && this.#adopt(place, position.path, (opened) => (goesOn(position, opened) ? position : undefined));
    if (outcome === 'moved') return outcome;
    if (outcome === undefined) this.#options.onGone(fileKey(position));
    else outcome.resume(position);
    return outcome !== undefined;
  }

  /** It was emptied: what had not been read stands in a copy. */
  #resumeCopy(position: Position): void {
    if (position.headBytes > 0) this.#adoptSiblings(position.path, (_, opened) => (goesOn(position, opened) ? position : undefined));
  }

  /** And since then it may have been filled again, and renamed. */
  #beginEmptied(position: Position): void {
    if (position.rotated) return;
    const key = fileKey(position);
    this.#adoptSiblings(position.path, (sibling, opened) => (sibling.key === key && !this.#isCopy(sibling.path, opened) ? fromStart : undefined));
  }
}

function keyOf({ stats }: OpenFile): string {
  return fileKey({ device: stats.dev, inode: stats.ino });
}

/** Whether it is what was read so far, and perhaps more. */
function goesOn({ headBytes: bytes, headSum: sum, offset }: Position, { fd, stats }: OpenFile): boolean {
  return stats.size >= offset && headHolds(fd, { bytes, sum });
}
