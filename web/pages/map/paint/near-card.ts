/** Cards from so near that they open into their processes: what is written stays as large as it is to be read, and the card's frame holds the boxes. */

import { processCount, processTitle } from '../../../lib/process-words.ts';
import { asText, bytes, percent } from '../../../lib/quantity.ts';
import { runs } from '../../../ui/runs.ts';
import { cardSize } from '../layout/geometry.ts';
import { type CardProcesses, isLocal, type ProcessesById } from '../model/card-processes.ts';
import type { SceneCard } from '../scene/card.ts';
import { type CardPainter, cornerMarks, fullRing, iconOf, lineOf, markOf, nameX, outline, ringOf } from './cards.ts';
import { fitting, widthOf } from './text.ts';

export type NearPainter = CardPainter & { readonly processes: ProcessesById };

type Told = Extract<CardProcesses, { state: 'told' }>['told'];
type Process = Told['processes'][number];

interface Size {
  readonly width: number;
  readonly height: number;
}

const inset = 9;
const nameY = 16;
/** Below the name and the line of the card. */
const boxesTop = 46;
const box = { height: 20, gap: 3, leastWidth: 184, inset: 6 } as const;

interface Places {
  readonly columns: number;
  readonly rows: number;
  readonly boxWidth: number;
}

/** Where in a card of this size, in pixels, so many boxes have their places: row by row, in no more columns than they need. */
export function placesIn(width: number, height: number, count: number): Places {
  const room = width - 2 * inset;
  const rows = Math.max(1, Math.floor((height - boxesTop - inset + box.gap + 4) / (box.height + box.gap)));
  const most = Math.max(1, Math.floor((room + box.gap) / (box.leastWidth + box.gap)));
  const columns = Math.min(most, Math.max(1, Math.ceil(count / rows)));
  return { columns, rows, boxWidth: (room - (columns - 1) * box.gap) / columns };
}

/** Those that have a place, and how many have none: they are told in the last place. */
export function placed<Of>(all: readonly Of[], more: number, places: number): { readonly shown: readonly Of[]; readonly left: number } {
  if (all.length + more <= places) return { shown: all, left: 0 };
  const shown = all.slice(0, places - 1);
  return { shown, left: all.length + more - shown.length };
}

/** Why there are no boxes in a card, in words. */
function wordsOf(card: SceneCard, processes: CardProcesses | undefined): string {
  if (card.of.node.kind === 'host') return 'no process of it is known';
  if (!isLocal(card.of.node)) return runs(card.of.node) ? 'processes not seen: on no watched node' : 'outside: its processes are not seen';
  if (processes === undefined) return 'its processes: come nearer';
  if (processes.state === 'unknown') return `not known: ${processes.reason}`;
  return processes.state === 'told' && processes.told.unknown.length > 0 ? `not known on ${processes.told.unknown[0]?.node}` : 'no process of it runs now';
}

function frameOf({ pen, palette }: NearPainter, at: number, { columns, boxWidth }: Places): { x: number; y: number } {
  const x = inset + (at % columns) * (boxWidth + box.gap);
  const y = boxesTop + Math.floor(at / columns) * (box.height + box.gap);
  pen.beginPath();
  pen.roundRect(x, y, boxWidth, box.height, 3);
  pen.fillStyle = palette.panel;
  pen.fill();
  pen.strokeStyle = palette.border;
  pen.lineWidth = 1;
  pen.stroke();
  return { x, y: y + box.height / 2 + 0.5 };
}

/** The card itself bears the name: of `nginx: worker process` the rest. */
const partOf = (process: Process): string => processTitle(process).replace(`${process.name}: `, '');

/** Name and pid at the left, what it takes at the right. */
function processIn(painter: NearPainter, process: Process, at: { x: number; y: number }, width: number, lit: boolean): void {
  const { pen, palette, fonts } = painter;
  const { pid, cpuCores, residentBytes } = process;
  const takes = `${cpuCores === null ? '' : `${asText(percent(cpuCores))}   `}${asText(bytes(residentBytes))}`;
  const of = ` ${pid}`;
  pen.font = fonts.line;
  const right = at.x + width - box.inset - widthOf(pen, takes);
  pen.fillStyle = lit ? palette.textQuieter : palette.textQuiet;
  pen.fillText(takes, right, at.y);
  const pidWidth = widthOf(pen, of);
  pen.font = lit ? fonts.lineStrong : fonts.line;
  pen.fillStyle = lit ? palette.text : palette.textQuiet;
  const room = right - at.x - box.inset - pidWidth - 8;
  const shown = fitting(pen, partOf(process), room);
  pen.fillText(shown, at.x + box.inset, at.y);
  const nameWidth = widthOf(pen, shown);
  pen.font = fonts.line;
  pen.fillStyle = palette.textQuiet;
  pen.fillText(of, at.x + box.inset + nameWidth, at.y);
}

function paintTold(painter: NearPainter, { of: { lit } }: SceneCard, { processes, more }: Told, { width, height }: Size): void {
  const { pen, palette, fonts } = painter;
  const places = placesIn(width, height, processes.length + more);
  const { shown, left } = placed(processes, more, places.columns * places.rows);
  for (const [at, process] of shown.entries()) processIn(painter, process, frameOf(painter, at, places), places.boxWidth, lit);
  if (left === 0) return;
  const { x, y } = frameOf(painter, shown.length, places);
  pen.font = fonts.line;
  pen.fillStyle = palette.textQuieter;
  pen.fillText(`and ${left} more`, x + box.inset, y);
}

/** The boxes of a card, or why there are none. */
function paintInside(painter: NearPainter, card: SceneCard, size: Size): void {
  const { pen, palette, fonts, hatch } = painter;
  const known = painter.processes.get(card.id);
  if (known?.state === 'asked') {
    frameOf(painter, 0, placesIn(size.width, size.height, 1));
    return;
  }
  if (known?.state === 'told' && known.told.processes.length > 0) {
    paintTold(painter, card, known.told, size);
    return;
  }
  const isUnknown = known?.state === 'unknown';
  const room = size.width - 2 * inset;
  if (isUnknown) {
    pen.fillStyle = hatch;
    pen.fillRect(inset, boxesTop, 14, box.height);
  }
  const x = inset + (isUnknown ? 20 : 0);
  pen.font = fonts.line;
  pen.fillStyle = palette.textQuiet;
  pen.fillText(fitting(pen, wordsOf(card, known), room - x + inset), x, boxesTop + box.height / 2);
}

/** The name as far as there is room beside the count of the processes. */
function paintName({ pen, palette, fonts, processes }: NearPainter, { id, of: { lit, node } }: SceneCard, width: number): void {
  const known = processes.get(id);
  const counted = known?.state === 'told' ? processCount(known.told) : '';
  pen.font = fonts.line;
  const right = width - inset - widthOf(pen, counted);
  pen.fillStyle = palette.textQuiet;
  pen.fillText(counted, right, nameY);
  pen.font = lit ? fonts.name : fonts.nameDimmed;
  pen.fillStyle = lit ? palette.text : palette.textQuieter;
  pen.fillText(fitting(pen, node.name, right - nameX - 8), nameX, nameY);
}

export function paintNearCard(painter: NearPainter, card: SceneCard): void {
  const { pen, scale } = painter;
  const { state } = card.of.node.health;
  const width = cardSize.width * scale;
  const height = cardSize.height * scale;
  const near: NearPainter = { ...painter, scale: 1 };
  pen.save();
  pen.translate(card.x, card.y);
  pen.scale(1 / scale, 1 / scale);
  pen.textBaseline = 'middle';
  outline(near, card.of.lit, state, { width, height, corner: 8 });
  ringOf(near, state, fullRing);
  iconOf(near, card);
  paintName(near, card, width);
  lineOf(near, card.line, card.of.lit);
  paintInside(near, card, { width, height });
  pen.translate(width - cardSize.width, 0);
  markOf(near, state);
  cornerMarks(near, card);
  pen.restore();
}

/** Which cards of a picture are asked for their processes: those in sight, what stands nearest to the middle first. */
export function nearestFirst(cards: readonly SceneCard[], middle: { readonly x: number; readonly y: number }): string[] {
  const away = ({ box: { left, right, top, bottom } }: SceneCard) => Math.hypot((left + right) / 2 - middle.x, (top + bottom) / 2 - middle.y);
  return cards
    .filter(({ of }) => isLocal(of.node))
    .map((card) => ({ id: card.id, away: away(card) }))
    .sort((a, b) => a.away - b.away)
    .map(({ id }) => id);
}
