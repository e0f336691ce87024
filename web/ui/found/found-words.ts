import type { Find, Rule } from '#contract/find/term.ts';

/** What marks in a line that which it was found by; absent where nothing does. */
export type Sought = RegExp | undefined;

const literal = (word: string): string => word.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

/** What a browser finds by the same pattern; nothing where its syntax is another. */
function patternOf(source: string, foldsCase: boolean): string[] {
  try {
    new RegExp(source, 'u');
  } catch {
    return [];
  }
  return [foldsCase ? `(?i:${source})` : `(?-i:${source})`];
}

function expressionsOf(rule: Rule): string[] {
  if (rule.is === 'word') {
    return rule.text
      .split('*')
      .filter((piece) => piece !== '')
      .map(literal);
  }
  if (rule.is === 'pattern') return patternOf(rule.source, rule.foldsCase);
  return rule.is === 'all' || rule.is === 'any' ? rule.of.flatMap(expressionsOf) : [];
}

/** Words and patterns that a line was found by. */
export function soughtIn({ rule }: Find): Sought {
  const expressions = expressionsOf(rule);
  return expressions.length === 0 ? undefined : new RegExp(expressions.join('|'), 'giu');
}

interface Piece {
  readonly text: string;
  readonly isFound: boolean;
}

const mostFound = 100;

/** A text, cut where what was sought begins and ends. */
export function piecesOf(text: string, sought: Sought): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const { 0: found, index } of sought === undefined ? [] : text.matchAll(sought).take(mostFound)) {
    if (found === '') continue;
    pieces.push({ text: text.slice(at, index), isFound: false }, { text: found, isFound: true });
    at = index + found.length;
  }
  return [...pieces, { text: text.slice(at), isFound: false }].filter((piece) => piece.text !== '');
}
