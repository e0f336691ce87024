import { healthOrder } from '../../../ui/entity/health.ts';
import type { Box } from '../layout/geometry.ts';
import type { SceneGroup } from '../scene/group.ts';
import { type GroupPainter, isDim, plate } from './group-plate.ts';
import type { Emphasis } from './lines.ts';
import { paintMark } from './marks.ts';
import { fitting } from './text.ts';

const barPx = 3;
/** A box that is narrower or lower has no room for its name. */
const leastNamed = 54;
const leastNamedHeight = 16;
const isNamed = ({ left, top, right, bottom }: Box): boolean => right - left >= leastNamed && bottom - top >= leastNamedHeight;
const badgeMarkPx = 19;

/** A group's health is a share and a count, never its worst member. */
function shareBar({ pen, palette }: GroupPainter, { shares, cards }: SceneGroup, { left, right, bottom }: Box, dim: boolean): void {
  const width = right - left - 8;
  const y = bottom - barPx - 4;
  const bar = (from: number, long: number, colour: string) => {
    pen.fillStyle = colour;
    pen.fillRect(left + 4 + from, y, long, barPx);
  };
  bar(0, width, palette.edgeDim);
  let from = 0;
  for (const state of healthOrder) {
    if (state === 'ok' || shares[state] === 0) continue;
    const long = Math.min(Math.max((width * shares[state]) / cards.length, 2), width - from);
    bar(from, long, dim ? palette.edge : palette[state]);
    from += long;
  }
}

const worstOf = ({ shares }: SceneGroup): 'critical' | 'warning' | undefined => (shares.critical > 0 ? 'critical' : shares.warning > 0 ? 'warning' : undefined);

/** How much room the badge takes; none where all is well. */
function badgeWidth({ pen, fonts }: GroupPainter, group: SceneGroup): number {
  const state = worstOf(group);
  if (state === undefined) return 0;
  pen.font = fonts.farHead;
  return pen.measureText(String(group.shares[state])).width + badgeMarkPx;
}

/** Of the worst state: how many, with its shape. Returns how much room that took. */
export function badge(painter: GroupPainter, group: SceneGroup, right: number, y: number): number {
  const { pen, palette, fonts } = painter;
  const state = worstOf(group);
  if (state === undefined) return 0;
  const text = String(group.shares[state]);
  const taken = badgeWidth(painter, group);
  const width = taken - badgeMarkPx;
  pen.font = fonts.farHead;
  pen.textBaseline = 'middle';
  pen.fillStyle = palette[`${state}Text`];
  pen.fillText(text, right - width, y + 0.5);
  paintMark(painter, state, right - width - 15, y - 6);
  return taken;
}

const inset = 7;

/** The shape of the worst state on the corner, where beside the name there is no room for it. */
function cornerMark(painter: GroupPainter, group: SceneGroup, { right, top }: Box): void {
  const state = worstOf(group);
  if (state !== undefined) paintMark(painter, state, right - 10, top - 4);
}

/** The count of the worst beside the name, or where both have no room, its shape on the corner: a name says more than a number. */
function healthOf(painter: GroupPainter, group: SceneGroup, box: Box, y: number): void {
  const [width, height] = [box.right - box.left, box.bottom - box.top];
  if (isNamed(box)) {
    painter.pen.font = painter.fonts.farHead;
    const whole = painter.pen.measureText(group.name).width + badgeWidth(painter, group) <= width - 2 * inset;
    if (whole) badge(painter, group, box.right - inset, y);
    else cornerMark(painter, group, box);
  } else if (width > 30 && height > 18) {
    badge(painter, group, box.right - inset, y);
  }
}

/** A group from far away: its box with name, count and shares, as far as there is room. */
export function paintFar(painter: GroupPainter, group: SceneGroup, box: Box, emphasis: Emphasis): void {
  const { pen, palette, fonts } = painter;
  const [width, height] = [box.right - box.left, box.bottom - box.top];
  plate(painter, group, box, emphasis);
  const dim = isDim(group, painter);
  if (width > 14 && height > 9) shareBar(painter, group, box, dim);
  const y = box.top + Math.min(12, (height - barPx - 2) / 2);
  if (!dim) healthOf(painter, group, box, y);
  if (!isNamed(box)) return;
  pen.textBaseline = 'middle';
  pen.font = fonts.farHead;
  pen.fillStyle = dim ? palette.textQuiet : palette.text;
  pen.fillText(fitting(pen, group.name, width - 2 * inset), box.left + inset, y + 0.5);
  if (height < 42) return;
  pen.font = fonts.line;
  pen.fillStyle = palette.textQuiet;
  pen.fillText(fitting(pen, group.counted, width - 2 * inset), box.left + inset, y + 15.5);
}
