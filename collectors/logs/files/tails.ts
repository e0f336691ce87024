import { lstatSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileKey, type Position } from '../../ship/spool/progress.ts';
import { type Adopter, adoptEach } from './adopt.ts';
import { ChangedFolders } from './changed-folders.ts';
import { Matches, realRoots } from './globs.ts';
import { begins, contentOf, goesOn, isSame, keyOf } from './known-again.ts';
import { lookedAt, type OpenFile, openSafely } from './open-safely.ts';
import { resume } from './resume.ts';
import { namesBefore, type Sibling, siblingsIn, siblingsOf } from './siblings.ts';
import { firstStart, fromStart, isBornSince, type Looks, type Start } from './start.ts';
import { readBytes, Tail } from './tail.ts';
import { TailSet } from './tail-set.ts';
import type { TailsOptions } from './tails-options.ts';

/** A file that was rotated may be written for a while yet; a deleted one holds its room on the disk until it is closed. */
const idleMs = { rotated: 600_000, deleted: 60_000 };
/** Not every file system tells by the time of a folder what became of its files: of a hundred, all are looked at every half second. */
const settledMsPerFile = 5;

/** Other files may stand beside a copy, which nobody can ever open. */
const copyPatienceMs = 10_000;
const nothing: ReadonlySet<string> = new Set();

/** Looks, as they are kept. */
const marks = { since: 'files.since', looked: 'files.looked' };

/** Every file that matches, and those that did until they were rotated. */
export class Tails {
  readonly #options: TailsOptions;
  readonly #matches: Matches;
  readonly #tails = new TailSet();
  /** Copies of a file that may be about to be emptied, and of which one: until it is, their lines come from the file itself. */
  readonly #copies = new Map<string, Tail>();
  readonly #refused = new Set<string>();
  /** Where an earlier process stopped, of files that could not be looked at since. */
  readonly #waiting = new Map<string, Position>();
  readonly #buffer = Buffer.allocUnsafeSlow(readBytes);
  /** What is older than the first was rotated before anybody was to read it. */
  #looks: Looks;
  /** To which paths led then. */
  #found: ReadonlySet<string> = new Set();
  #roots: readonly string[] = [];
  #unread = 0;
  /** Files that were opened to be read. */
  #added = 0;
  /** What matched, where it is all known, and no link leads it elsewhere without its folder telling. */
  #settled: { readonly paths: ReadonlySet<string>; readonly sinceMs: number } | undefined;
  readonly #folders = new ChangedFolders();
  readonly #adopter: Adopter = {
    roots: () => this.#roots,
    has: (key) => this.#tails.has(key),
    guarded: (work) => this.#guarded(work),
    add: (file, { as, from, isRotated }) => this.#add(as, file, { ...from, isRotated }),
  };

  constructor(options: TailsOptions) {
    this.#options = options;
    this.#matches = new Matches(options.globs, options.isLeftOut);
    this.#roots = realRoots(options.globs);
    const { positions, marks: known } = options.progress;
    const sinceMs = Number(known.get(marks.since) ?? Date.now());
    this.#looks = { sinceMs, lookedMs: Number(known.get(marks.looked) ?? sinceMs) };
    options.onMark(marks.since, String(sinceMs));
    resume(positions.values(), {
      ...this.#adopter,
      looks: this.#looks,
      isCopy: (path, opened) => this.#isCopy(path, opened),
      onGone: options.onGone,
      onUnknown: (position) => this.#waiting.set(fileKey(position), position),
    });
    this.discover();
  }

  get size(): number {
    return this.#tails.size;
  }

  /** Files that match, and that cannot be open beside the others. */
  get unread(): number {
    return this.#unread;
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
    tail.behindSinceMs = outcome === 'end' ? undefined : (tail.behindSinceMs ?? Date.now());
    return outcome !== 'end';
  }

  /** Looks for new files, and for those that were moved; answers whether it found any. */
  discover(): boolean {
    const { globs, onMark } = this.#options;
    const known = this.#added;
    const beganMs = Date.now();
    this.#roots = realRoots(globs);
    const paths = this.#matches.paths();
    if (paths !== this.#settled?.paths || beganMs > this.#settled.sinceMs + paths.size * settledMsPerFile) this.#seeEach(paths, beganMs);
    this.#readRotated();
    for (const key of [...this.#copies.keys()]) if (!this.#found.has(key)) this.#copies.delete(key);
    this.#looks = { ...this.#looks, lookedMs: beganMs };
    onMark(marks.looked, String(beganMs));
    return this.#added > known;
  }

  /** Reads what is still written to files that were rotated or removed, and lets go of those to which nothing is; answers whether there were any. */
  tend(): boolean {
    const known = this.#tails.size;
    for (const tail of [...this.#tails.values()]) if (tail.isRotated || !this.#found.has(tail.key)) this.#guarded(() => this.#leave(tail));
    return this.#tails.size < known;
  }

  close(): void {
    for (const tail of this.#tails.values()) tail.close();
  }

  #guarded<T>(work: () => T): T | undefined {
    try {
      return work();
    } catch (trouble) {
      this.#options.onTrouble(trouble);
      return undefined;
    }
  }

  #seeEach(paths: ReadonlySet<string>, sinceMs: number): void {
    const found = new Set<string>();
    this.#unread = 0;
    this.#settled = { paths, sinceMs };
    for (const path of paths) this.#guarded(() => this.#see(path, found));
    this.#found = found;
    for (const path of this.#refused) if (!paths.has(path)) this.#refused.delete(path);
  }

  #see(path: string, found: Set<string>): void {
    const entry = lstatSync(path, { throwIfNoEntry: false });
    if (entry?.isFile() !== true) this.#settled = undefined;
    const stats = entry?.isSymbolicLink() === true ? statSync(path, { throwIfNoEntry: false }) : entry;
    if (stats === undefined || !stats.isFile()) return;
    const key = fileKey({ device: stats.dev, inode: stats.ino });
    found.add(key);
    if (this.#tails.has(key) || this.#copies.has(key)) return;
    if (this.#tails.size < this.#options.mostFiles) this.#open(path);
    else this.#unread += 1;
    if (!this.#tails.has(key) && !this.#copies.has(key)) this.#settled = undefined;
  }

  #open(path: string): void {
    const opened = openSafely(path, this.#roots);
    if (opened === 'refused') this.#refuse(path);
    if (opened === undefined || opened === 'refused') return;
    const start = lookedAt(opened, () => this.#startIn(path, opened));
    if (start === undefined) return;
    const before = this.#tails.current(path);
    this.#add(path, opened, { ...start, isRotated: false });
    if (before === undefined) return;
    before.isRotated = true;
    this.#options.onKnown(before);
  }

  #startIn(path: string, opened: OpenFile): Start | undefined {
    if (this.#tails.has(keyOf(opened)) || this.#isCopy(path, opened)) return undefined;
    return this.#stoppedAt(opened) ?? firstStart(opened.stats, this.#looks);
  }

  /** Of a file that is read and that will be emptied, or was not meant to be. */
  #isCopy(path: string, opened: OpenFile): boolean {
    const originals = this.#tails.originals(path);
    // Its copying may just have begun: one looks again.
    if (opened.stats.size === 0) {
      this.#folders.lookAgain(dirname(path));
      return originals.length > 0;
    }
    const original = originals.find((tail) => tail.isCopiedIn(opened.fd));
    if (original !== undefined) this.#copies.set(keyOf(opened), original);
    return original !== undefined;
  }

  /** From now on its position is kept, also while it has no lines: who does not know it would read it again. */
  #add(path: string, opened: OpenFile, start: Start & Pick<Tail, 'isRotated'>): void {
    const { fd, stats } = opened;
    const tail = lookedAt(opened, () => new Tail({ path, fd, stats, ...start }, Date.now()));
    this.#tails.add(tail);
    this.#added += 1;
    this.#copies.delete(tail.key);
    this.#waiting.delete(tail.key);
    this.#options.onKnown(tail);
  }

  /** Where an earlier process stopped in a file that could not be looked at until now. */
  #stoppedAt(opened: OpenFile): Position | undefined {
    const position = this.#waiting.get(keyOf(opened));
    return position !== undefined && isSame(position, opened) ? position : undefined;
  }

  #refuse(path: string): void {
    if (this.#refused.has(path)) return;
    this.#refused.add(path);
    this.#options.onRefused(path);
  }

  /** Between two looks a path may have led to files, or a file may have had content, that were rotated before anyone saw them. */
  #readRotated(): void {
    const waiting = this.#waiting.values().map(({ path }) => path);
    for (const [folder, paths] of Map.groupBy([...this.#tails.paths, ...waiting], dirname)) {
      if (!this.#folders.hasChanged(folder)) continue;
      const names = new Set(paths.map((path) => basename(path)));
      const writtenTo = (path: string) => join(folder, namesBefore(basename(path)).find((name) => names.has(name)) ?? '');
      this.#guarded(() => {
        const unknown = adoptEach(this.#adopter, {
          look: () => siblingsIn(folder, names),
          start: (sibling, opened) => {
            const from = this.#stoppedAt(opened) ?? (this.#isNew(sibling, opened) ? fromStart : undefined);
            return from && { as: writtenTo(sibling.path), from, isRotated: true };
          },
        });
        if (unknown.size > 0) this.#folders.lookAgain(folder);
      });
    }
  }

  #isNew({ key, bornMs }: Sibling, opened: OpenFile): boolean {
    return isBornSince(bornMs, this.#looks) && !this.#copies.has(key) && !this.#isCopy(opened.path, opened);
  }

  /** Emptied: what was copied away before is read on in the copy, then the file from its start. */
  #restart(tail: Tail): void {
    if (tail.offset === 0) for (const [copy, original] of [...this.#copies]) if (original === tail) this.#copies.delete(copy);
    const unknown = tail.offset === 0 ? nothing : this.#goOnInCopies(tail);
    this.#options.sink.end(tail);
    tail.restart();
    this.#options.onKnown(tail);
    this.#adoptSiblings(tail.path, (sibling, opened) => (!unknown.has(sibling.key) && this.#isNew(sibling, opened) ? fromStart : undefined));
  }

  /** One that cannot be looked at is waited for, but not for ever: it may be another. Answers those. */
  #goOnInCopies(tail: Tail): ReadonlySet<string> {
    tail.emptiedMs ??= Date.now();
    const unknown = this.#adoptSiblings(tail.path, (_, opened) => this.#goOnIn(opened, tail));
    if (unknown.size > 0 && Date.now() - tail.emptiedMs < copyPatienceMs)
      throw new Error(`${tail.path} was emptied, and ${unknown.size} files that may hold the rest of it cannot be looked at`);
    return unknown;
  }

  #goOnIn(copy: OpenFile, tail: Tail): Start | undefined {
    const { position } = tail;
    if (!begins(position, copy)) return undefined;
    // It was made earlier, and is done with.
    if (!goesOn(position, contentOf(copy))) return { ...fromStart, offset: copy.stats.size };
    tail.held.clear();
    return position;
  }

  #adoptSiblings(path: string, start: (sibling: Sibling, opened: OpenFile) => Start | undefined): ReadonlySet<string> {
    return adoptEach(this.#adopter, {
      look: () => siblingsOf(path),
      start: (sibling, opened) => {
        const from = start(sibling, opened);
        return from && { as: path, from, isRotated: true };
      },
    });
  }

  #leave(tail: Tail): void {
    if (this.read(tail) || this.#found.has(tail.key)) return;
    const { nlink } = tail.stats();
    if (Date.now() - tail.grewMs < (nlink === 0 ? idleMs.deleted : idleMs.rotated)) return;
    tail.readRest(this.#buffer, this.#options.sink);
    this.#options.sink.end(tail);
    tail.close();
    this.#tails.delete(tail);
    this.#options.onGone(tail.key);
  }
}
