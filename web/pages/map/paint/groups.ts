import { asText, duration, percent, rate } from '../../../lib/quantity.ts';
import { healthOrder } from '../../../ui/entity/health.ts';
import type { Box } from '../layout/geometry.ts';
import { headerPx, type SceneGroup } from '../scene/group.ts';
import { badge, paintFar } from './far.ts';
import { type GroupPainter, halo, isDim, outline, plate } from './group-plate.ts';
import type { IconName } from './icons.ts';
import type { Emphasis } from './lines.ts';
import type { Brush } from './pen.ts';
import { fitting } from './text.ts';

/** On the screen a header is never lower. */
const leastHeaderPx = 20;

/** The ground on which the members of an open group stand. */
export function paintOpenPlate(painter: GroupPainter, group: SceneGroup, box: Box, emphasis: Emphasis): void {
  const { pen, palette, scale } = painter;
  const radius = Math.min(10, 24 * scale + 2);
  halo(painter, box, radius, emphasis);
  outline(painter, box, radius, 0.5);
  if (group.kind !== 'external') {
    pen.fillStyle = palette.panel;
    pen.fill();
  }
  pen.setLineDash(group.kind === 'external' ? [4, 3] : []);
  pen.strokeStyle = emphasis === 'hover' || group.kind === 'external' ? palette.borderStrong : palette.border;
  pen.lineWidth = 1;
  pen.stroke();
  pen.setLineDash([]);
}

/** Points down where the group is open, to the right where it opens. */
function chevron({ pen, palette }: GroupPainter, x: number, y: number, open: boolean): void {
  pen.beginPath();
  if (open) {
    pen.moveTo(x - 3.5, y - 2);
    pen.lineTo(x, y + 2);
    pen.lineTo(x + 3.5, y - 2);
  } else {
    pen.moveTo(x - 2, y - 3.5);
    pen.lineTo(x + 2, y);
    pen.lineTo(x - 2, y + 3.5);
  }
  pen.strokeStyle = palette.textQuiet;
  pen.lineWidth = 1.5;
  pen.lineCap = 'round';
  pen.lineJoin = 'round';
  pen.stroke();
  pen.lineCap = 'butt';
}

const drawnAs = { namespace: 'group', hosts: 'host', external: 'external' } as const satisfies Record<SceneGroup['kind'], IconName>;

function icon({ pen, palette, icons }: GroupPainter, name: IconName, x: number, y: number, size: number): void {
  const path = icons.get(name);
  if (path === undefined) return;
  pen.save();
  pen.translate(x - size / 2, y - size / 2);
  pen.scale(size / 24, size / 24);
  pen.strokeStyle = palette.textQuieter;
  pen.lineWidth = 2;
  pen.lineCap = 'round';
  pen.lineJoin = 'round';
  pen.stroke(path);
  pen.restore();
}

/** Where the header of an open group is on the screen. */
export function headerOf({ scale, sight }: Pick<GroupPainter, 'scale' | 'sight'>, box: Box): Box {
  const height = Math.max(headerPx * scale, leastHeaderPx);
  const top = Math.min(Math.max(box.top, sight.top), Math.max(box.bottom - height, box.top));
  return { left: box.left, right: box.right, top, bottom: top + height };
}

const chevronPx = 24;
/** Two lines of text have no room below it. */
const leastClosedPx = 32;

/** Where the name of a group is on the screen, without what opens and closes it; from far away it has no place of its own. */
export function titleOf(looked: Pick<GroupPainter, 'scale' | 'sight'>, { closed }: SceneGroup, box: Box): Box | undefined {
  if (!closed) return { ...headerOf(looked, box), left: Math.max(box.left, looked.sight.left) + chevronPx };
  if (box.bottom - box.top < leastClosedPx) return undefined;
  return { ...box, right: box.right - chevronPx, bottom: (box.top + box.bottom) / 2 };
}

const leastNamed = 54;
const besidesName = 24;

interface HeaderText {
  readonly name: string;
  readonly nameWidth: number;
  readonly count: string;
  readonly countWidth: number;
}

/** The name, and as far as there is room for it the count. */
function headerText({ pen, fonts }: Brush, { name, counted }: SceneGroup, font: string, room: number): HeaderText {
  pen.font = font;
  const shown = fitting(pen, name, room - besidesName);
  const nameWidth = pen.measureText(shown).width;
  pen.font = fonts.headCount;
  const countWidth = pen.measureText(counted).width + 8;
  const fits = countWidth < room - nameWidth - besidesName;
  return { name: shown, nameWidth, count: fits ? counted : '', countWidth: fits ? countWidth : 0 };
}

const leastNarrow = 30;

/** Of a group of one column, from further away: its name alone. */
function paintNarrow(painter: GroupPainter, group: SceneGroup, box: Box): void {
  const { pen, palette, fonts, sight } = painter;
  const left = Math.max(box.left, sight.left) + 3;
  const room = box.right - left - 3;
  if (room < leastNarrow) return;
  const y = headerOf(painter, box).top + leastHeaderPx / 2 + 1;
  pen.font = fonts.farHead;
  const name = fitting(pen, group.name, room);
  pen.beginPath();
  pen.roundRect(left - 1, y - 8, pen.measureText(name).width + 2, 16, 4);
  pen.fillStyle = group.kind === 'external' ? palette.canvas : palette.panel;
  pen.fill();
  pen.textBaseline = 'middle';
  pen.fillStyle = isDim(group, painter) ? palette.textQuiet : palette.text;
  pen.fillText(name, left, y + 0.5);
}

interface Header extends HeaderText {
  readonly left: number;
  readonly y: number;
  readonly font: string;
}

/** Undefined: the group is so narrow that its name stands alone. */
function headerAt(painter: GroupPainter, group: SceneGroup, box: Box): Header | undefined {
  const { fonts, scale, sight } = painter;
  const left = Math.max(box.left, sight.left) + 8;
  const room = box.right - left - 8;
  if (room < leastNamed) return undefined;
  const header = headerOf(painter, box);
  const roomy = headerPx * scale >= leastHeaderPx && header.top === box.top;
  const y = roomy ? header.top + (header.bottom - header.top) / 2 : header.top + leastHeaderPx / 2 + 1;
  const font = roomy && scale > 0.6 ? fonts.head : fonts.farHead;
  return { ...headerText(painter, group, font, room), left, y, font };
}

const groundOf = ({ left, y, nameWidth, countWidth }: Header): Box => ({
  left: left - 4,
  top: y - 9,
  right: left - 4 + nameWidth + countWidth + besidesName,
  bottom: y + 9,
});

/** What the name of an open group covers on the screen. */
export function coveredByName(painter: GroupPainter, group: SceneGroup, box: Box): Box {
  const header = headerAt(painter, group, box);
  return header === undefined ? headerOf(painter, box) : groundOf(header);
}

/** The name of an open group, with how many stand in it, on a ground of its own: lines pass behind it. */
export function paintHeader(painter: GroupPainter, group: SceneGroup, box: Box): void {
  const { pen, palette, fonts } = painter;
  const header = headerAt(painter, group, box);
  if (header === undefined) {
    paintNarrow(painter, group, box);
    return;
  }
  const { left, y, font, name, nameWidth, count } = header;
  outline(painter, groundOf(header), 5);
  pen.fillStyle = group.kind === 'external' ? palette.canvas : palette.panel;
  pen.fill();
  if (group.kind === 'external') icon(painter, 'external', left + 6, y, 14);
  else chevron(painter, left + 5, y, true);
  pen.textBaseline = 'middle';
  pen.font = font;
  pen.fillStyle = isDim(group, painter) ? palette.textQuiet : palette.text;
  pen.fillText(name, left + 18, y + 0.5);
  pen.font = fonts.headCount;
  pen.fillStyle = palette.textQuiet;
  pen.fillText(count, left + 18 + nameWidth + 8, y + 0.5);
}

const ringStep = 13;

/** One ring for each member, the worst first. */
function rings({ pen, palette, fonts }: GroupPainter, { shares, cards }: SceneGroup, left: number, y: number, room: number): void {
  const states = healthOrder.flatMap((state) => Array.from({ length: shares[state] }, () => state));
  const fits = Math.floor(room / ringStep);
  const shown = states.slice(0, cards.length > fits ? Math.max(fits - 2, 0) : fits);
  for (const [index, state] of shown.entries()) {
    pen.beginPath();
    pen.arc(left + 4 + index * ringStep, y, 4, 0, 2 * Math.PI);
    pen.strokeStyle = palette[state];
    pen.lineWidth = state === 'ok' ? 1.2 : 2;
    pen.setLineDash(state === 'unknown' ? [2, 1.5] : []);
    pen.stroke();
  }
  pen.setLineDash([]);
  if (shown.length === states.length) return;
  pen.font = fonts.line;
  pen.fillStyle = palette.textQuiet;
  pen.fillText(`+${states.length - shown.length}`, left + shown.length * ringStep, y);
}

function figuresOf({ sums }: SceneGroup): string {
  const { requests, attemptsPerSecond } = sums;
  if (!requests.seen) return asText(rate(attemptsPerSecond));
  const took = requests.p99Seconds === null ? [] : [asText(duration(requests.p99Seconds))];
  return [asText(rate(requests.perSecond)), asText(percent(requests.errorRatio ?? 0)), ...took].join('   ');
}

/** A group that the person closed: one card for all of its members. */
export function paintClosed(painter: GroupPainter, group: SceneGroup, box: Box, emphasis: Emphasis): void {
  const { pen, palette, fonts, scale } = painter;
  for (const depth of [6, 3]) {
    outline(
      painter,
      { ...box, top: box.bottom - 20, bottom: box.bottom + depth * Math.min(scale, 1), left: box.left + depth, right: box.right - depth },
      6,
      0.5,
    );
    pen.fillStyle = palette.panel;
    pen.fill();
    pen.strokeStyle = palette.border;
    pen.lineWidth = 1;
    pen.stroke();
  }
  if (box.bottom - box.top < leastClosedPx) {
    paintFar(painter, group, box, emphasis);
    return;
  }
  plate(painter, group, box, emphasis);
  const y = box.top + (box.bottom - box.top) * 0.32;
  chevron(painter, box.right - 14, y, false);
  const taken = badge(painter, group, box.right - 28, y);
  icon(painter, drawnAs[group.kind], box.left + 18, y, 14);
  pen.textBaseline = 'middle';
  pen.font = scale > 0.6 ? fonts.head : fonts.farHead;
  pen.fillStyle = isDim(group, painter) ? palette.textQuiet : palette.text;
  const name = fitting(pen, group.name, box.right - box.left - 66 - taken);
  const nameWidth = pen.measureText(name).width;
  pen.fillText(name, box.left + 34, y + 0.5);
  pen.font = fonts.headCount;
  pen.fillStyle = palette.textQuiet;
  pen.fillText(fitting(pen, group.counted, box.right - box.left - 76 - taken - nameWidth), box.left + 42 + nameWidth, y + 0.5);
  const figures = figuresOf(group);
  pen.font = fonts.line;
  const figuresWidth = pen.measureText(figures).width;
  const low = box.top + (box.bottom - box.top) * 0.7;
  pen.fillStyle = palette.textQuieter;
  pen.fillText(figures, box.right - 12 - figuresWidth, low);
  rings(painter, group, box.left + 12, low, box.right - box.left - figuresWidth - 44);
}
