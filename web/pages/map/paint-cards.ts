import type { HealthState } from '../../ui/health.ts';
import type { CardLine, Figure, Tone } from './card-line.ts';
import type { IconPaths } from './icons.ts';
import { hatch, paintMark } from './paint-marks.ts';
import { fitting, fonts } from './paint-text.ts';
import type { Palette } from './palette.ts';
import { cardSize } from './routing.ts';
import type { SceneCard } from './scene.ts';

export type Detail = 'full' | 'brief' | 'name' | 'mark';

export interface CardPainter {
  readonly context: CanvasRenderingContext2D;
  readonly palette: Palette;
  readonly icons: IconPaths;
  readonly scale: number;
  readonly detail: Detail;
  readonly narrowed: boolean;
}

/** Text below 11 px can't be read: cards keep one figure of their line, then lose it, then their name. */
export function detailAt(scale: number): Detail {
  if (scale >= 0.8) return 'full';
  if (scale >= 0.6) return 'brief';
  return scale >= 0.42 ? 'name' : 'mark';
}

const inset = 9;
const ring = { x: 19, y: 16, radius: 10 } as const;
const nameX = 36;
const lineY = 35;
/** Where the errors end between rate and p99. */
const middleX = 89;
const { width, height } = cardSize;

function toneColour(tone: Tone, palette: Palette): string {
  if (tone === 'plain') return palette.textQuieter;
  return tone === 'quiet' ? palette.textQuiet : palette[`${tone}Text`];
}

function plate({ context, palette, scale }: CardPainter, lit: boolean, state: HealthState): void {
  context.beginPath();
  context.roundRect(0, 0, width, height, 6);
  context.fillStyle = lit ? palette.raised : palette.panel;
  context.fill();
  context.strokeStyle = lit ? palette.borderStrong : palette.border;
  if (lit && state === 'critical') context.strokeStyle = palette.critical;
  context.lineWidth = Math.max(1, 1 / scale);
  context.setLineDash(state === 'unknown' ? [3, 3] : []);
  context.stroke();
  context.setLineDash([]);
}

function ringOf({ context, palette }: CardPainter, state: HealthState): void {
  context.beginPath();
  context.arc(ring.x, ring.y, ring.radius - 0.75, 0, 2 * Math.PI);
  if (state === 'critical') {
    context.fillStyle = palette.criticalSoft;
    context.fill();
  }
  if (state === 'unknown') {
    context.fillStyle = hatch(context, palette.hatchLine);
    context.fill();
    context.setLineDash([2.5, 2]);
  }
  context.strokeStyle = palette[state];
  context.lineWidth = state === 'ok' || state === 'unknown' ? 1.5 : 2;
  context.stroke();
  context.setLineDash([]);
}

function iconOf({ context, palette, icons }: CardPainter, card: SceneCard): void {
  const path = icons.get(card.of.node.kind);
  if (path === undefined) return;
  context.save();
  context.translate(ring.x - 6, ring.y - 6);
  context.scale(0.5, 0.5);
  if (card.of.node.health.state === 'unknown') {
    context.beginPath();
    context.arc(12, 12, 15, 0, 2 * Math.PI);
    context.fillStyle = palette.raised;
    context.fill();
  }
  context.strokeStyle = card.of.lit ? palette.textQuieter : palette.textQuiet;
  context.lineWidth = 2;
  context.lineCap = 'round';
  context.lineJoin = 'round';
  context.stroke(path);
  context.restore();
}

function figureAt({ context, palette }: CardPainter, figure: Figure, x: number, align: 'left' | 'right', lit: boolean): void {
  const bad = figure.tone === 'warning' || figure.tone === 'critical';
  context.font = bad && lit ? fonts.lineStrong : fonts.line;
  const valueWidth = context.measureText(figure.value).width;
  const unitWidth = context.measureText(figure.unit).width;
  const left = align === 'left' ? x : x - valueWidth - unitWidth;
  context.fillStyle = lit ? toneColour(figure.tone, palette) : palette.textQuiet;
  context.fillText(figure.value, left, lineY);
  if (!bad) context.fillStyle = palette.textQuiet;
  context.fillText(figure.unit, left + valueWidth, lineY);
}

function lineOf(painter: CardPainter, line: CardLine, lit: boolean): void {
  const { context, palette } = painter;
  if (line.kind === 'words') {
    context.font = fonts.line;
    context.fillStyle = lit ? toneColour(line.tone, palette) : palette.textQuiet;
    context.fillText(fitting(context, line.text, width - 2 * inset), inset, lineY);
    return;
  }
  figureAt(painter, line.left, inset, 'left', lit);
  if (line.middle !== undefined) figureAt(painter, line.middle, middleX, 'right', lit);
  figureAt(painter, line.right, width - inset, 'right', lit);
}

const readable = { name: 11.5, line: 11 } as const;

/** A font of the cards at a size that stays readable at this scale. */
function sized(font: string, pixels: number, scale: number): string {
  return font.replace(/\d+px/, `${(pixels / scale).toFixed(1)}px`);
}

function nameOf({ context, palette, scale, detail }: CardPainter, card: SceneCard): void {
  const { lit, node } = card.of;
  context.font = lit ? fonts.name : fonts.nameDimmed;
  context.fillStyle = lit ? palette.text : palette.textQuieter;
  if (detail === 'full') {
    context.fillText(fitting(context, node.name, width - nameX - inset), nameX, ring.y);
    return;
  }
  context.font = sized(context.font, readable.name, scale);
  context.fillText(fitting(context, node.name, width - 2 * inset), inset, detail === 'brief' ? height / 2 - readable.line / 2 / scale - 1 : height / 2);
}

/** The one figure that matters most. */
function briefLineOf({ context, palette, scale }: CardPainter, { line, of }: SceneCard): void {
  const figure =
    line.kind === 'words'
      ? undefined
      : ([line.middle ?? line.right, line.right, line.left].find(({ tone }) => tone === 'critical' || tone === 'warning') ?? line.left);
  const text = line.kind === 'words' ? line.text : `${figure?.value}${figure?.unit}`;
  const tone = line.kind === 'words' ? line.tone : (figure?.tone ?? 'plain');
  context.font = sized(fonts.line, readable.line, scale);
  context.fillStyle = of.lit ? toneColour(tone, palette) : palette.textQuiet;
  context.fillText(fitting(context, text, width - 2 * inset), inset, height / 2 + readable.name / 2 / scale + 1);
}

function markOf({ context, palette }: CardPainter, state: HealthState): void {
  if (state === 'ok') return;
  context.beginPath();
  context.roundRect(width - 24, -9, 18, 16, 8);
  context.fillStyle = palette.canvas;
  context.fill();
  paintMark(context, state, width - 21, -7, palette);
}

/** From far away what is fine is quiet, unless it is what one looks for. */
function blockColour({ palette, narrowed }: CardPainter, { lit, node }: SceneCard['of']): string {
  if (!lit) return palette.edgeDim;
  if (node.health.state !== 'ok') return palette[node.health.state];
  return narrowed ? palette.edge : palette.edgeDim;
}

function blockOf(painter: CardPainter, card: SceneCard): void {
  const { context } = painter;
  context.beginPath();
  context.roundRect(0, 0, width, height, 8);
  context.fillStyle = blockColour(painter, card.of);
  context.fill();
}

export function paintCard(painter: CardPainter, card: SceneCard, selected: boolean): void {
  const { context, palette, detail, scale } = painter;
  const { state } = card.of.node.health;
  context.save();
  context.translate(card.x, card.y);
  context.textBaseline = 'middle';
  if (selected) {
    const reach = Math.max(3, 2 / scale);
    context.beginPath();
    context.roundRect(-reach, -reach, width + 2 * reach, height + 2 * reach, 6 + reach);
    context.fillStyle = palette.accentHalo;
    context.fill();
  }
  if (detail === 'mark') {
    blockOf(painter, card);
    context.restore();
    return;
  }
  plate(painter, card.of.lit, state);
  nameOf(painter, card);
  if (detail === 'full') {
    ringOf(painter, state);
    iconOf(painter, card);
    lineOf(painter, card.line, card.of.lit);
  } else if (detail === 'brief') {
    briefLineOf(painter, card);
  }
  markOf(painter, state);
  context.restore();
}
