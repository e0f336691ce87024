import type { Pen } from './pen.ts';

const cut = new Map<string, string>();
const widths = new Map<string, number>();
const mostKept = 5000;

/** Measured texts depend on the fonts that are there: forget them when those have loaded. */
export function forgetMeasures(): void {
  cut.clear();
  broken.clear();
  widths.clear();
}

/** How wide a text is in the present font: what was measured once is asked again with every picture. */
export function widthOf(pen: Pen, text: string): number {
  const key = `${pen.font}\n${text}`;
  const known = widths.get(key);
  if (known !== undefined) return known;
  const { width } = pen.measureText(text);
  if (widths.size >= mostKept) widths.clear();
  widths.set(key, width);
  return width;
}

/** As much of a text as fits, with an ellipsis. */
export function fitting(pen: Pen, text: string, width: number): string {
  const key = `${pen.font}\n${Math.round(width)}\n${text}`;
  const known = cut.get(key);
  if (known !== undefined) return known;
  const shown = shorten(pen, text, width);
  if (cut.size >= mostKept) cut.clear();
  cut.set(key, shown);
  return shown;
}

const between = /[-_./]/g;

type TwoLines = readonly [first: string, second: string];

/** What was found once is asked again with every picture. */
const broken = new Map<string, TwoLines | undefined>();

/** A name in two lines, broken after one of its marks where they are most alike in width; undefined where both fit nowhere. */
export function inTwoLines(pen: Pen, name: string, width: number): TwoLines | undefined {
  const key = `${pen.font}\n${Math.round(width)}\n${name}`;
  if (broken.has(key)) return broken.get(key);
  const lines = breakIn(pen, name, width);
  if (broken.size >= mostKept) broken.clear();
  broken.set(key, lines);
  return lines;
}

function breakIn(pen: Pen, name: string, width: number): TwoLines | undefined {
  let best: TwoLines | undefined;
  let bestWidth = width;
  for (const { index } of name.matchAll(between)) {
    const lines = [name.slice(0, index + 1), name.slice(index + 1)] as const;
    const longer = Math.max(...lines.map((line) => pen.measureText(line).width));
    if (longer <= bestWidth) [best, bestWidth] = [lines, longer];
  }
  return best;
}

function shorten(pen: Pen, text: string, width: number): string {
  if (pen.measureText(text).width <= width) return text;
  let low = 0;
  let high = text.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (pen.measureText(`${text.slice(0, middle).trimEnd()}…`).width <= width) low = middle;
    else high = middle - 1;
  }
  return `${text.slice(0, low).trimEnd()}…`;
}
