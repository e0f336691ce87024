import { fonts } from './paint-text.ts';
import type { Palette } from './palette.ts';
import type { Route } from './routing.ts';
import type { SceneLine } from './scene.ts';
import type { Box, View } from './view.ts';

const paths = new WeakMap<Route, Path2D>();

function pathOf(route: Route): Path2D {
  const known = paths.get(route);
  if (known !== undefined) return known;
  const path = new Path2D();
  path.moveTo(route.start.x, route.start.y);
  for (const piece of route.pieces) {
    if (piece.kind === 'line') path.lineTo(piece.to.x, piece.to.y);
    else path.bezierCurveTo(piece.out.x, piece.out.y, piece.in.x, piece.in.y, piece.to.x, piece.to.y);
  }
  paths.set(route, path);
  return path;
}

export interface LinePainter {
  readonly context: CanvasRenderingContext2D;
  readonly palette: Palette;
  readonly scale: number;
  readonly narrowed: boolean;
}

/** From far away healthy lines are texture. */
const farScale = 0.3;

function colourOf({ of, idle }: SceneLine, { palette, scale, narrowed }: LinePainter): string {
  const { state } = of;
  if (state === 'warning' || state === 'critical') return palette[state];
  return !of.lit || idle || (scale < farScale && !narrowed) ? palette.edgeDim : palette.edge;
}

/** Lines that matter are painted over those that don't. */
export function lineOrder({ of, idle }: SceneLine): number {
  const { state } = of;
  if (!of.lit) return 0;
  if (state === 'critical') return 4;
  if (state === 'warning') return 3;
  return idle ? 1 : 2;
}

function head(context: CanvasRenderingContext2D, line: SceneLine, width: number): void {
  const end = line.route.pieces.at(-1)?.to;
  if (end === undefined) return;
  const half = 2.6 + width * 0.6;
  context.beginPath();
  context.moveTo(end.x + 7, end.y);
  context.lineTo(end.x - 1, end.y - half);
  context.lineTo(end.x - 1, end.y + half);
  context.closePath();
  context.fill();
}

export function paintLine(painter: LinePainter, line: SceneLine, emphasis: 'none' | 'hover' | 'selected'): void {
  const { context, palette, scale } = painter;
  const path = pathOf(line.route);
  const width = Math.max(line.width, 1 / scale);
  if (emphasis === 'selected') {
    context.strokeStyle = palette.accentHalo;
    context.lineWidth = width + Math.max(6, 4 / scale);
    context.lineCap = 'round';
    context.stroke(path);
    context.lineCap = 'butt';
  }
  const colour = colourOf(line, painter);
  const plain = colour === palette.edge || colour === palette.edgeDim;
  context.strokeStyle = emphasis === 'hover' && plain ? palette.text : colour;
  context.fillStyle = context.strokeStyle;
  context.lineWidth = width;
  context.setLineDash(line.dashed ? [5, 4] : []);
  context.stroke(path);
  context.setLineDash([]);
  if (scale >= farScale) head(context, line, width);
}

/** The short label, in screen pixels, on a gap in its line. */
export function paintBrief(context: CanvasRenderingContext2D, { brief, briefAt, of }: SceneLine, view: View, palette: Palette): void {
  if (briefAt === undefined) return;
  context.font = fonts.line;
  context.textBaseline = 'middle';
  context.textAlign = 'center';
  const x = briefAt.x * view.scale + view.x;
  const y = briefAt.y * view.scale + view.y;
  const half = context.measureText(brief).width / 2 + 5;
  context.fillStyle = palette.canvas;
  context.fillRect(x - half, y - 7, 2 * half, 14);
  context.fillStyle = of.lit ? palette.textQuieter : palette.textQuiet;
  context.fillText(brief, x, y + 0.5);
  context.textAlign = 'left';
}

const labelHeight = 20;
const labelGap = 8;

/** Tries above the middle, below it, then above and below both ends, and takes the first that covers no card. */
function labelTop(line: SceneLine, width: number, view: View, cards: readonly Box[]): { left: number; top: number } {
  const middleY = line.middle.y * view.scale + view.y;
  const left = Math.round(line.middle.x * view.scale + view.x - width / 2);
  const ends = cards.filter((card) => card.left < left + width && card.right > left);
  const reach = line.width * view.scale + labelGap;
  const tops = [
    middleY - labelHeight - reach,
    middleY + reach,
    Math.min(...ends.map(({ top }) => top)) - labelHeight - 6,
    Math.max(...ends.map(({ bottom }) => bottom)) + 6,
  ];
  const clear = (top: number) => cards.every((card) => card.right < left || card.left > left + width || card.bottom < top || card.top > top + labelHeight);
  return { left, top: Math.round(tops.filter(Number.isFinite).find(clear) ?? middleY - labelHeight - reach) };
}

/** The full label, in screen pixels, on a plate of its own above the line. */
export function paintLabel(context: CanvasRenderingContext2D, line: SceneLine, view: View, palette: Palette, cards: readonly Box[]): void {
  context.font = fonts.lineStrong;
  context.textBaseline = 'middle';
  const widths = line.label.map(({ text }) => context.measureText(text).width);
  const width = widths.reduce((sum, part) => sum + part + labelGap, labelGap);
  const { left, top } = labelTop(line, width, view, cards);
  context.beginPath();
  context.roundRect(left + 0.5, top + 0.5, width, labelHeight, 4);
  context.fillStyle = palette.raised;
  context.fill();
  context.strokeStyle = palette.borderStrong;
  context.lineWidth = 1;
  context.stroke();
  let x = left + labelGap;
  for (const [index, { text, bad }] of line.label.entries()) {
    const { state } = line.of;
    context.font = index === 0 ? fonts.line : fonts.lineStrong;
    context.fillStyle = index === 0 ? palette.textQuiet : palette.text;
    if (bad && (state === 'warning' || state === 'critical')) context.fillStyle = palette[`${state}Text`];
    context.fillText(text, x, top + 11);
    x += (widths[index] ?? 0) + labelGap;
  }
}
