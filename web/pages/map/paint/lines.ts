import type { Box, Point } from '../layout/geometry.ts';
import type { Route } from '../layout/routing.ts';
import type { Label } from '../model/line-label.ts';
import type { SceneLine } from '../scene/line.ts';
import { paintLabelPlate } from './label-plate.ts';
import { paintBell, paintChanged, paintPartly } from './marks.ts';
import type { Brush, Pen } from './pen.ts';
import type { Frame, View } from './view.ts';

/** Appends a route to the present path; from far away without its curves. */
function trace(pen: Pen, route: Route, straight: boolean): void {
  pen.moveTo(route.start.x, route.start.y);
  for (const piece of route.pieces) {
    if (piece.kind === 'line' || straight) pen.lineTo(piece.to.x, piece.to.y);
    else pen.bezierCurveTo(piece.out.x, piece.out.y, piece.in.x, piece.in.y, piece.to.x, piece.to.y);
  }
}

export interface LinePainter extends Brush {
  readonly scale: number;
  readonly narrowed: boolean;
  /** What is fine stays in the background. */
  readonly quiet: boolean;
}

/** From it on lines bear short labels. */
export const briefScale = 0.8;
/** From far away healthy lines are texture. */
const farScale = 0.3;

function colourOf({ of, idle }: SceneLine, { palette, scale, narrowed, quiet }: LinePainter): string {
  const { state } = of;
  if (of.lit && (state === 'warning' || state === 'critical')) return palette[state];
  return !of.lit || idle || ((scale < farScale || quiet) && !narrowed) ? palette.edgeDim : palette.edge;
}

/** Lines that matter are painted over those that don't. */
export function lineOrder({ of, idle, light }: SceneLine): number {
  const { state } = of;
  if (!of.lit) return 0;
  if (state === 'critical') return 4;
  if (state === 'warning') return 3;
  return idle || light ? 1 : 2;
}

/** From near by lines and their heads are no larger on the screen than at this scale: what is in the cards matters. */
const largestScale = 1.25;
const sizeAt = (scale: number): number => Math.min(1, largestScale / scale);

function head({ pen, scale }: LinePainter, line: SceneLine, width: number): void {
  const end = line.route.pieces.at(-1)?.to;
  if (end === undefined) return;
  const size = sizeAt(scale);
  const half = 2.6 * size + width * 0.6;
  const from = end.x + 7 - 8 * size;
  if (size < 1) pen.fillRect(end.x - 1, end.y - width / 2, from - end.x + 1, width);
  pen.beginPath();
  pen.moveTo(end.x + 7, end.y);
  pen.lineTo(from, end.y - half);
  pen.lineTo(from, end.y + half);
  pen.closePath();
  pen.fill();
}

/** `touched`: a line of the card that is pointed at or selected. */
export type Emphasis = 'none' | 'touched' | 'hover' | 'selected';

function plainColour({ palette }: LinePainter, colour: string, emphasis: Emphasis): string {
  if (emphasis === 'hover') return palette.text;
  return emphasis === 'touched' ? palette.textQuiet : colour;
}

/** The accent along the path. Dashes drown in it: they keep the ground between them. */
function lineHalo({ pen, palette, scale }: LinePainter, width: number, dashed: boolean): void {
  pen.strokeStyle = palette.accentHalo;
  pen.lineWidth = width + Math.max(6, 4 / scale);
  pen.lineCap = 'round';
  pen.stroke();
  pen.lineCap = 'butt';
  if (!dashed) return;
  pen.strokeStyle = palette.canvas;
  pen.lineWidth = width + Math.max(2, 1 / scale);
  pen.stroke();
}

/** Failures alone are dashes, what is known by the minute alone are dots. */
function dashOf({ dashed, light }: SceneLine): number[] {
  if (dashed) return [5, 4];
  return light ? [1.5, 3] : [];
}

export function paintLine(painter: LinePainter, line: SceneLine, emphasis: Emphasis): void {
  const { pen, palette, scale } = painter;
  const selected = emphasis === 'selected';
  const width = Math.max(line.width * sizeAt(scale), 1 / scale) + (selected && (line.dashed || line.light) ? 1 : 0);
  pen.beginPath();
  trace(pen, line.route, false);
  if (selected) lineHalo(painter, width, line.dashed || line.light);
  const colour = colourOf(line, painter);
  const plain = colour === palette.edge || colour === palette.edgeDim;
  pen.strokeStyle = plain ? plainColour(painter, colour, emphasis) : colour;
  pen.fillStyle = pen.strokeStyle;
  pen.lineWidth = width;
  pen.setLineDash(dashOf(line));
  pen.stroke();
  pen.setLineDash([]);
  if (scale >= farScale) head(painter, line, width);
  if (scale >= farScale) paintMarksOf(painter, line);
}

/** Beside what stands on the line itself. */
const bellAbove = 15;

function paintMarksOf(painter: LinePainter, { mark, alerts, partly, briefAt, middle }: SceneLine): void {
  if (alerts) paintBell(painter, { x: middle.x, y: middle.y - bellAbove });
  if (mark !== undefined) paintChanged(painter, middle.x, middle.y);
  // Where the short label is, it says so.
  else if (partly && (briefAt === undefined || painter.scale < briefScale)) paintPartly(painter, middle, painter.scale);
}

const pathLines = 64;
/** Below this width of a card on the screen curves can't be told from straight lines. */
const curvedFrom = 0.28;

/** Many lines as thin ones, those of one colour at once. Few to a path: long paths are slow to stroke. */
export function paintThinLines(painter: LinePainter, lines: readonly SceneLine[]): void {
  const { pen, scale } = painter;
  for (const [colour, alike] of [...Map.groupBy(lines, (line) => colourOf(line, painter))].reverse()) {
    pen.strokeStyle = colour;
    pen.lineWidth = (colour === painter.palette.edgeDim ? 1 : 1.6) / scale;
    for (let first = 0; first < alike.length; first += pathLines) {
      pen.beginPath();
      for (const { route } of alike.slice(first, first + pathLines)) trace(pen, route, scale < curvedFrom);
      pen.stroke();
    }
  }
}

/** The short label, in screen pixels, on a gap in its line. */
export function paintBrief({ pen, palette, fonts }: Brush, { brief, briefAt, of }: SceneLine, view: View): void {
  if (briefAt === undefined) return;
  pen.font = fonts.line;
  pen.textBaseline = 'middle';
  pen.textAlign = 'center';
  const x = briefAt.x * view.scale + view.x;
  const y = briefAt.y * view.scale + view.y;
  const half = pen.measureText(brief).width / 2 + 5;
  pen.fillStyle = palette.canvas;
  pen.fillRect(x - half, y - 7, 2 * half, 14);
  pen.fillStyle = of.lit ? palette.textQuieter : palette.textQuiet;
  pen.fillText(brief, x, y + 0.5);
  pen.textAlign = 'left';
}

const labelHeight = 20;
const labelGap = 8;
/** Further from its line a label belongs to nothing. */
const furthestPx = 120;
const besidePx = 48;

/** What a label belongs to: a point of it in the world, and how thick it is there. */
export interface Labelled {
  readonly middle: Point;
  readonly width: number;
  readonly label: Label;
  readonly state: SceneLine['of']['state'];
  /** The panel says the same: where the label has no room beside its line, it need not be there. */
  readonly told?: boolean;
}

interface Labelling extends Brush {
  readonly view: View;
  readonly size: Frame;
}

/** Tries above the middle, below it, then above and below both ends, and takes the first that covers no card. */
function labelTop(
  line: Labelled,
  width: number,
  { view, size }: Pick<Labelling, 'view' | 'size'>,
  cards: readonly Box[],
): { left: number; top: number } | undefined {
  const middleY = line.middle.y * view.scale + view.y;
  const wanted = Math.round(line.middle.x * view.scale + view.x - width / 2);
  const left = Math.max(Math.min(wanted, size.width - width - labelGap), labelGap);
  const ends = cards.filter((card) => card.left < left + width && card.right > left);
  const reach = line.width * view.scale + labelGap;
  const tops = [
    middleY - labelHeight - reach,
    middleY + reach,
    Math.min(...ends.map(({ top }) => top)) - labelHeight - 6,
    Math.max(...ends.map(({ bottom }) => bottom)) + 6,
  ];
  const clear = (top: number) => cards.every((card) => card.right < left || card.left > left + width || card.bottom < top || card.top > top + labelHeight);
  const away = line.told === true ? besidePx : furthestPx;
  const found = tops.filter((top) => Math.abs(top - middleY) < away).find(clear);
  if (found === undefined && line.told === true) return undefined;
  return { left, top: Math.round(found ?? middleY - labelHeight - reach) };
}

/** The full label, in screen pixels, on a plate of its own above the line. */
export function paintLabel(brush: Labelling, line: Labelled, cards: readonly Box[]): void {
  const { pen, palette, fonts } = brush;
  pen.font = fonts.lineStrong;
  pen.textBaseline = 'middle';
  const widths = line.label.map(({ text }) => pen.measureText(text).width);
  const width = widths.reduce((sum, part) => sum + part + labelGap, labelGap);
  const place = labelTop(line, width, brush, cards);
  if (place === undefined) return;
  const { left, top } = place;
  paintLabelPlate(brush, { left, top, width, height: labelHeight });
  let x = left + labelGap;
  for (const [index, { text, bad }] of line.label.entries()) {
    const { state } = line;
    pen.font = index === 0 ? fonts.line : fonts.lineStrong;
    pen.fillStyle = index === 0 ? palette.textQuiet : palette.text;
    if (bad && (state === 'warning' || state === 'critical')) pen.fillStyle = palette[`${state}Text`];
    pen.fillText(text, x, top + 11);
    x += (widths[index] ?? 0) + labelGap;
  }
}
