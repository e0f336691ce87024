import type { Find, Rule } from '#contract/find/term.ts';

/** The words of a line that it was found by. */
export function wordsSought({ rule }: Find): string[] {
  const wordsOf = (one: Rule): string[] => {
    if (one.is === 'word') return [one.text];
    return one.is === 'all' || one.is === 'any' ? one.of.flatMap(wordsOf) : [];
  };
  return wordsOf(rule).flatMap((word) => word.split('*').filter((piece) => piece !== ''));
}

interface Piece {
  readonly text: string;
  readonly isFound: boolean;
}

const mostFound = 100;
const literal = (word: string): string => word.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

/** A text, cut where what was sought begins and ends. */
export function piecesOf(text: string, sought: readonly string[]): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  const any = new RegExp(sought.map(literal).join('|'), 'giu');
  for (const { 0: found, index } of sought.length === 0 ? [] : text.matchAll(any).take(mostFound)) {
    pieces.push({ text: text.slice(at, index), isFound: false }, { text: found, isFound: true });
    at = index + found.length;
  }
  return [...pieces, { text: text.slice(at), isFound: false }].filter((piece) => piece.text !== '');
}
