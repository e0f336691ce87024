import { basename, dirname } from 'node:path';
import { fileKey, type Position } from '../../ship/spool/progress.ts';
import { type Adopted, type Adopter, adopt, adoptEach, mostRounds, type Outcome } from './adopt.ts';
import { contentOf, goesOn, isSame } from './known-again.ts';
import type { OpenFile } from './open-safely.ts';
import { compressedIn, filesIn, namesBefore, namesUnpacked, type Sibling, siblingsIn } from './siblings.ts';
import { fromStart, isBornSince, type Looks } from './start.ts';
import { textOf, unpack } from './unpacked.ts';

export interface Resumer extends Adopter {
  /** When the earlier process looked. */
  readonly looks: Looks;
  /** Of a file that is read. */
  isCopy(path: string, opened: OpenFile): boolean;
  /** The file is not what was read, wherever that is. */
  onGone(key: string): void;
  /** It cannot be looked at now: once it can be, it is read on from there. */
  onUnknown(position: Position): void;
}

/**
 * Goes on where an earlier process stopped, wherever the files are by now. Of hundreds of positions most may be of files that are gone:
 * a folder is looked through once for all of its own, for what is rotated away meanwhile is never read.
 */
export function resume(positions: Iterable<Position>, resumer: Resumer): void {
  const folders = Map.groupBy(positions, ({ path }) => dirname(path));
  const moved = [...folders].map(([folder, known]) => [folder, resumeSame(folder, known, resumer)] as const);
  // Only now, and in this order: of a number that is free again, the file that has it may be a copy of another.
  for (const [folder, known] of moved) resumer.guarded(() => resumeCopies(folder, known, resumer));
  for (const [folder, known] of moved) resumer.guarded(() => beginEmptied(folder, known, resumer));
}

/** Answers those whose files are not there any more, or not the same. */
function resumeSame(folder: string, known: readonly Position[], resumer: Resumer): Position[] {
  const gone: Position[] = [];
  let left = known;
  for (let rounds = 0; rounds < mostRounds && left.length > 0; rounds += 1) {
    const files = resumer.guarded(() => filesIn(folder));
    const outcomes = Map.groupBy(left, (position) => (files === undefined ? 'unknown' : resumeAt(files.get(fileKey(position)), position, resumer)));
    gone.push(...(outcomes.get('other') ?? []));
    for (const position of outcomes.get('unknown') ?? []) resumer.onUnknown(position);
    left = outcomes.get('moved') ?? [];
  }
  gone.push(...left);
  for (const position of gone) resumer.onGone(fileKey(position));
  return gone;
}

function resumeAt(place: Sibling | undefined, position: Position, resumer: Resumer): Outcome {
  if (place === undefined) return 'other';
  const { path: as, rotated: isRotated } = position;
  return adopt(resumer, place, (opened) => (isSame(position, opened) ? { as, from: position, isRotated } : undefined));
}

const namesOf = (positions: readonly Position[]): ReadonlySet<string> => new Set(positions.map(({ path }) => basename(path)));

/** They were emptied or compressed: what had not been read stands in a copy. */
function resumeCopies(folder: string, moved: readonly Position[], resumer: Resumer): void {
  const read = moved.filter(({ offset }) => offset > 0);
  if (read.length === 0) return;
  const byName = Map.groupBy(read, ({ path }) => basename(path));
  const found = new Set<Position>();
  const rest = (position: Position | undefined, text?: OpenFile): Adopted | undefined => {
    if (position === undefined) return undefined;
    found.add(position);
    return { as: position.path, from: position, isRotated: true, ...(text && { text }) };
  };
  adoptEach(resumer, {
    look: () => siblingsIn(folder, namesOf(read)),
    start: ({ path }, opened) => {
      const content = contentOf(opened);
      const may = namesBefore(basename(path)).flatMap((name) => byName.get(name) ?? []);
      return rest(may.find((position) => goesOn(position, content)));
    },
  });
  adoptEach(resumer, {
    look: () => compressedIn(folder, namesOf(read)).filter(({ bornMs }) => isBornSince(bornMs, resumer.looks)),
    start: ({ path }, packed) => {
      const text = textOf(packed);
      const may = namesUnpacked(basename(path)).flatMap((name) => byName.get(name) ?? []);
      const position = may.find((one) => !found.has(one) && one.offset < text.size && goesOn(one, text));
      return position && rest(position, unpack(packed));
    },
  });
}

/** And since then they may have been filled again, and renamed. */
function beginEmptied(folder: string, moved: readonly Position[], resumer: Resumer): void {
  const current = new Map(moved.filter(({ rotated }) => !rotated).map((position) => [fileKey(position), position]));
  if (current.size === 0) return;
  adoptEach(resumer, {
    look: () => siblingsIn(folder, namesOf([...current.values()])).filter(({ key }) => current.has(key)),
    start: ({ path, key }, opened) => {
      const as = current.get(key)?.path ?? '';
      const isBegun = namesBefore(basename(path)).includes(basename(as)) && (opened.stats.size === 0 || !resumer.isCopy(path, opened));
      return isBegun ? { as, from: fromStart, isRotated: true } : undefined;
    },
  });
}
