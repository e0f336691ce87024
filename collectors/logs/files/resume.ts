import { basename, dirname } from 'node:path';
import { fileKey, type Position } from '../../ship/spool/progress.ts';
import { type Adopter, adopt, adoptEach, mostLooks } from './adopt.ts';
import { goesOnIn, isSame } from './known-again.ts';
import type { OpenFile } from './open-safely.ts';
import { compressedIn, filesIn, isCompressedOf, namesBefore, type Sibling, siblingsIn } from './siblings.ts';
import { fromStart, type Looks } from './start.ts';
import { startOf, Tail } from './tail.ts';
import { unpackedOf } from './unpacked.ts';

export interface Resumer extends Adopter {
  /** When the earlier process looked. */
  readonly looks: Looks;
  /** Of a file that is read. */
  isCopy(path: string, opened: OpenFile): boolean;
  /** The file is not what was read, wherever that is. */
  onGone(key: string): void;
}

/**
 * Goes on where an earlier process stopped, wherever the files are by now. Of hundreds of positions most may be of files that are gone:
 * a folder is looked through once for all of its own.
 */
export function resume(positions: Iterable<Position>, resumer: Resumer): void {
  const folders = Map.groupBy(positions, ({ path }) => dirname(path));
  const moved = [...folders].map(([folder, known]) => [folder, resumer.guarded(() => resumeSame(folder, known, resumer)) ?? []] as const);
  // Only now, and in this order: of a number that is free again, the file that has it may be a copy of another.
  for (const [folder, known] of moved) resumer.guarded(() => resumeCopies(folder, known, resumer));
  for (const [folder, known] of moved) resumer.guarded(() => beginEmptied(folder, known, resumer));
}

/** Answers those whose files are not there any more, or not the same. */
function resumeSame(folder: string, known: readonly Position[], resumer: Resumer): Position[] {
  const gone: Position[] = [];
  let left = known;
  for (let looks = 0; looks < mostLooks && left.length > 0; looks += 1) {
    const files = filesIn(folder);
    left = left.filter((position) => {
      const outcome = resumer.guarded(() => resumeAt(files.get(fileKey(position)), position, resumer));
      if (outcome === undefined) gone.push(position);
      return outcome === 'moved';
    });
  }
  gone.push(...left);
  for (const position of gone) resumer.onGone(fileKey(position));
  return gone;
}

function resumeAt(place: Sibling | undefined, position: Position, resumer: Resumer): Tail | 'moved' | undefined {
  if (place === undefined) return undefined;
  const outcome = adopt(resumer, place, (opened) => (isSame(position, opened) ? { as: position.path, from: position } : undefined));
  if (outcome instanceof Tail) outcome.isRotated = position.rotated;
  return outcome;
}

const namesOf = (positions: readonly Position[]): ReadonlySet<string> => new Set(positions.map(({ path }) => basename(path)));

/** They were emptied or compressed: what had not been read stands in a copy. */
function resumeCopies(folder: string, moved: readonly Position[], resumer: Resumer): void {
  const read = moved.filter(({ offset }) => offset > 0);
  if (read.length === 0) return;
  const byPath = Map.groupBy(read, ({ path }) => path);
  const found = new Set<Position>();
  adoptEach(resumer, {
    look: () => siblingsIn(folder, namesOf(read)),
    start: ({ path }, opened) => {
      const start = startOf(opened.fd);
      const position = namesBefore(path)
        .flatMap((name) => byPath.get(name) ?? [])
        .find((one) => goesOnIn(one, opened.stats, start));
      if (position === undefined) return undefined;
      found.add(position);
      return { as: position.path, from: position };
    },
  });
  const packed = compressedIn(folder, namesOf(read));
  if (packed.length === 0) return;
  for (const position of read) if (!found.has(position)) resumer.guarded(() => resumeUnpacked(packed, position, resumer));
}

function resumeUnpacked(packed: readonly Sibling[], position: Position, resumer: Resumer): void {
  const own = packed.filter(({ path }) => isCompressedOf(path, position.path));
  const unpacked = unpackedOf(position, own, resumer);
  if (unpacked !== undefined) resumer.add(unpacked, { as: position.path, from: position });
}

/** And since then they may have been filled again, and renamed. */
function beginEmptied(folder: string, moved: readonly Position[], resumer: Resumer): void {
  const current = new Map(moved.filter(({ rotated }) => !rotated).map((position) => [fileKey(position), position]));
  if (current.size === 0) return;
  adoptEach(resumer, {
    look: () => siblingsIn(folder, namesOf([...current.values()])).filter(({ key }) => current.has(key)),
    start: ({ path, key }, opened) => {
      const as = current.get(key)?.path;
      const isBegun = as !== undefined && namesBefore(path).includes(as) && (opened.stats.size === 0 || !resumer.isCopy(path, opened));
      return isBegun ? { as, from: fromStart } : undefined;
    },
  });
}
