import type { HealthState } from '../../../ui/entity/health.ts';
import { drawnAs } from '../../../ui/entity/kind-words.ts';
import { cardSize } from '../layout/geometry.ts';
import type { CardLine, Figure, Tone } from '../model/card-line.ts';
import type { SceneCard } from '../scene/card.ts';
import { paintBell, paintChanged, paintMark } from './marks.ts';
import type { Palette } from './palette.ts';
import type { Brush } from './pen.ts';
import { fitting, inTwoLines } from './text.ts';
import { cardOpenScale, fullScale, legibleScale, namesScale } from './view.ts';

export type Detail = 'full' | 'brief' | 'name' | 'mark';

export interface CardPainter extends Brush {
  readonly scale: number;
  readonly detail: Detail;
  readonly narrowed: boolean;
}

/** Text below 11 px can't be read: cards keep one figure of their line, then lose it; then only names that fit are left, and at last none. */
export function detailAt(scale: number): Detail {
  if (scale >= fullScale) return 'full';
  if (scale >= legibleScale) return 'brief';
  return scale >= namesScale ? 'name' : 'mark';
}

const { width, height } = cardSize;
const inset = 9;
export const fullRing = { x: 19, y: 16, radius: 10 } as const;
export const nameX = 36;
/** An icon has no room, and the ring leaves the line of the name to the name. */
const briefRing = { x: width - 15, radius: 6 } as const;
const lineY = 35;
/** Where the errors end between rate and p99. */
const middleX = 89;
const leastMarkScale = 0.9;

function toneColour(tone: Tone, palette: Palette): string {
  if (tone === 'plain') return palette.textQuieter;
  return tone === 'quiet' ? palette.textQuiet : palette[`${tone}Text`];
}

const plate = (painter: CardPainter, lit: boolean, state: HealthState): void => outline(painter, lit, state, { ...cardSize, corner: 6 });

interface Outline {
  readonly width: number;
  readonly height: number;
  readonly corner: number;
}

export function outline({ pen, palette, scale }: CardPainter, lit: boolean, state: HealthState, of: Outline): void {
  pen.beginPath();
  pen.roundRect(0, 0, of.width, of.height, of.corner);
  pen.fillStyle = lit ? palette.raised : palette.panel;
  pen.fill();
  pen.strokeStyle = lit ? palette.borderStrong : palette.border;
  if (lit && state === 'critical') pen.strokeStyle = palette.critical;
  pen.lineWidth = Math.max(1, 1 / scale);
  pen.setLineDash(state === 'unknown' ? [3, 3] : []);
  pen.stroke();
  pen.setLineDash([]);
}

export function ringOf(
  { pen, palette, hatch }: CardPainter,
  state: HealthState,
  ring: { readonly x: number; readonly y: number; readonly radius: number },
): void {
  pen.beginPath();
  pen.arc(ring.x, ring.y, ring.radius - 0.75, 0, 2 * Math.PI);
  if (state === 'critical') {
    pen.fillStyle = palette.criticalSoft;
    pen.fill();
  }
  if (state === 'unknown') {
    pen.fillStyle = hatch;
    pen.fill();
    pen.setLineDash([2.5, 2]);
  }
  pen.strokeStyle = palette[state];
  pen.lineWidth = state === 'ok' || state === 'unknown' ? 1.5 : 2;
  pen.stroke();
  pen.setLineDash([]);
}

export function iconOf({ pen, palette, icons }: CardPainter, card: SceneCard): void {
  const path = icons.get(drawnAs(card.of.node));
  if (path === undefined) return;
  pen.save();
  pen.translate(fullRing.x - 6, fullRing.y - 6);
  pen.scale(0.5, 0.5);
  if (card.of.node.health.state === 'unknown') {
    pen.beginPath();
    pen.arc(12, 12, 15, 0, 2 * Math.PI);
    pen.fillStyle = palette.raised;
    pen.fill();
  }
  pen.strokeStyle = card.of.lit ? palette.textQuieter : palette.textQuiet;
  pen.lineWidth = 2;
  pen.lineCap = 'round';
  pen.lineJoin = 'round';
  pen.stroke(path);
  pen.restore();
}

function figureAt({ pen, palette, fonts }: CardPainter, figure: Figure, x: number, align: 'left' | 'right', lit: boolean): void {
  const bad = figure.tone === 'warning' || figure.tone === 'critical';
  pen.font = bad && lit ? fonts.lineStrong : fonts.line;
  const valueWidth = pen.measureText(figure.value).width;
  const unitWidth = pen.measureText(figure.unit).width;
  const left = align === 'left' ? x : x - valueWidth - unitWidth;
  pen.fillStyle = lit ? toneColour(figure.tone, palette) : palette.textQuiet;
  pen.fillText(figure.value, left, lineY);
  if (!bad) pen.fillStyle = palette.textQuiet;
  pen.fillText(figure.unit, left + valueWidth, lineY);
}

export function lineOf(painter: CardPainter, line: CardLine, lit: boolean): void {
  const { pen, palette, fonts } = painter;
  if (line.kind === 'words') {
    pen.font = fonts.line;
    pen.fillStyle = lit ? toneColour(line.tone, palette) : palette.textQuiet;
    pen.fillText(fitting(pen, line.text, width - 2 * inset), inset, lineY);
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

const nameRoom = width - nameX - 5;

/** A name that is a little too long is a little smaller, before anything of it is cut. */
function chooseNameFont(pen: Brush['pen'], font: string, name: string): void {
  pen.font = font;
  if (pen.measureText(name).width > nameRoom) pen.font = sized(font, readable.name, 1);
}

/** Whether all of a name stands on a card that is near. */
export function nameFits({ pen, fonts }: Pick<Brush, 'pen' | 'fonts'>, { of: { node } }: SceneCard): boolean {
  chooseNameFont(pen, fonts.name, node.name);
  return pen.measureText(node.name).width <= nameRoom;
}

function nameOf({ pen, palette, fonts, scale, detail }: CardPainter, card: SceneCard): void {
  const { lit, node } = card.of;
  pen.font = lit ? fonts.name : fonts.nameDimmed;
  pen.fillStyle = lit ? palette.text : palette.textQuieter;
  if (detail === 'full') {
    chooseNameFont(pen, pen.font, node.name);
    pen.fillText(fitting(pen, node.name, nameRoom), nameX, fullRing.y);
    return;
  }
  pen.font = sized(pen.font, readable.name, scale);
  if (detail === 'brief') pen.fillText(fitting(pen, node.name, width - inset - 5), inset, height / 2 - readable.line / 2 / scale - 1);
  else nameAlone(pen, node.name, scale);
}

const aloneInset = 6;

/** In one line or in two, or not at all: half a name tells nobody apart. */
function nameAlone(pen: Brush['pen'], name: string, scale: number): void {
  const room = width - 2 * aloneInset;
  if (pen.measureText(name).width <= room) {
    pen.fillText(name, aloneInset, height / 2);
    return;
  }
  const lines = scale < namesScale ? undefined : inTwoLines(pen, name, room);
  if (lines === undefined) return;
  // Where the card is lower than two lines, they move together.
  const halfLine = Math.min(readable.name / 2 / scale, height / 4 - 0.5);
  pen.fillText(lines[0], aloneInset, height / 2 - halfLine);
  pen.fillText(lines[1], aloneInset, height / 2 + halfLine);
}

const briefLineY = (scale: number): number => height / 2 + readable.name / 2 / scale + 1;

/** The one figure that matters most. */
function briefLineOf({ pen, palette, fonts, scale }: CardPainter, { line, of }: SceneCard): void {
  const figure =
    line.kind === 'words'
      ? undefined
      : ([line.middle ?? line.right, line.right, line.left].find(({ tone }) => tone === 'critical' || tone === 'warning') ?? line.left);
  const text = line.kind === 'words' ? line.text.replace(/^requests /, '') : `${figure?.value}${figure?.unit}`;
  const tone = line.kind === 'words' ? line.tone : (figure?.tone ?? 'plain');
  pen.font = sized(fonts.line, readable.line, scale);
  pen.fillStyle = of.lit ? toneColour(tone, palette) : palette.textQuiet;
  pen.fillText(fitting(pen, text, briefRing.x - briefRing.radius - inset - 3), inset, briefLineY(scale));
}

const markPlate = { width: 18, height: 16 } as const;
const markGrowth = (scale: number): number => Math.max(1, leastMarkScale / scale);

/** What a mark covers, in the world. */
export function coveredByMark({ scale }: Pick<CardPainter, 'scale'>): { readonly width: number; readonly height: number } {
  const growth = markGrowth(scale);
  return { width: markPlate.width * growth, height: markPlate.height * growth };
}

/** On the corner, and never smaller than a person can tell its shape. */
export function markOf(brush: CardPainter, state: HealthState): void {
  const { pen, palette, scale } = brush;
  if (state === 'ok') return;
  const growth = markGrowth(scale);
  pen.save();
  pen.translate(width - 15, -1);
  pen.scale(growth, growth);
  pen.beginPath();
  pen.roundRect(-markPlate.width / 2, -markPlate.height / 2, markPlate.width, markPlate.height, 8);
  pen.fillStyle = palette.canvas;
  pen.fill();
  paintMark(brush, state, -6, -6);
  pen.restore();
}

/** From far away what is fine is quiet, unless it is what one looks for. */
function blockColour({ palette, narrowed }: CardPainter, { lit, node }: SceneCard['of']): string {
  if (!lit) return palette.edgeDim;
  if (node.health.state !== 'ok') return palette[node.health.state];
  return narrowed ? palette.edge : palette.edgeDim;
}

const leastMarkPx = 2;

/** Many cards as mere blocks, those of one colour at once. */
export function paintBlocks(painter: CardPainter, cards: readonly SceneCard[]): void {
  const { pen, scale } = painter;
  const round = scale > 0.2;
  const least = leastMarkPx / scale;
  for (const [colour, alike] of Map.groupBy(cards, ({ of }) => blockColour(painter, of))) {
    pen.fillStyle = colour;
    pen.beginPath();
    for (const { x, y } of alike) {
      if (round) pen.roundRect(x, y, width, height, 8);
      else pen.rect(x, y, Math.max(width, least), Math.max(height, least));
    }
    pen.fill();
  }
}

/** The accent around what is selected. */
export function paintHalo({ pen, palette, scale }: CardPainter, { x, y }: SceneCard): void {
  const isNear = scale >= cardOpenScale;
  const reach = isNear ? 5 / scale : Math.max(3, 2 / scale);
  pen.beginPath();
  pen.roundRect(x - reach, y - reach, width + 2 * reach, height + 2 * reach, (isNear ? 8 / scale : 6) + reach);
  pen.fillStyle = palette.accentHalo;
  pen.fill();
}

const markRoom = 21;

/** From the corner to the left: health, an alert, a change. */
export function cornerMarks(painter: CardPainter, { of: { node }, alerts, mark }: SceneCard): void {
  const taken = node.health.state === 'ok' ? 0 : markRoom;
  if (alerts) paintBell(painter, { x: width - 15 - taken, y: -1 });
  if (mark !== undefined) paintChanged(painter, width - 14 - taken - (alerts ? markRoom : 0), -1);
}

export function paintCard(painter: CardPainter, card: SceneCard): void {
  const { pen, detail } = painter;
  const { state } = card.of.node.health;
  pen.save();
  pen.translate(card.x, card.y);
  pen.textBaseline = 'middle';
  plate(painter, card.of.lit, state);
  nameOf(painter, card);
  if (detail === 'full') {
    ringOf(painter, state, fullRing);
    iconOf(painter, card);
    lineOf(painter, card.line, card.of.lit);
  } else if (detail === 'brief') {
    ringOf(painter, state, { ...briefRing, y: briefLineY(painter.scale) });
    briefLineOf(painter, card);
  }
  markOf(painter, state);
  cornerMarks(painter, card);
  pen.restore();
}
