import { exact } from '../../../lib/quantity.ts';
import { healthOrder } from '../../../ui/entity/health.ts';
import type { Box } from '../layout/geometry.ts';
import type { SceneGroup } from '../scene/group.ts';
import { bearsName } from './far-names.ts';
import { type GroupPainter, isDim, plate } from './group-plate.ts';
import type { Emphasis } from './lines.ts';
import { paintMark } from './marks.ts';
import { fitting, widthOf } from './text.ts';

const barPx = 3;
/** A lower box has text close above its bar. */
const lowPx = 18;
/** A box that is narrower has no room for a part of its name that would tell anything. */
const leastCutPx = 54;
const leastBadge = { width: 30, height: 18 } as const;
const leastCountHeight = 13;
const badgeMarkPx = 19;

/** A group's health is a share and a count, never its worst member. */
function shareBar({ pen, palette }: GroupPainter, { shares, cards }: SceneGroup, { left, top, right, bottom }: Box, dim: boolean): void {
  const width = right - left - 8;
  const y = bottom - barPx - (bottom - top < lowPx ? 2 : 4);
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
const leastInset = 4;

/** The shape of the worst state on the corner, where beside the name there is no room for it; the name may reach to the edge. */
function cornerMark(painter: GroupPainter, group: SceneGroup, { right, top }: Box): void {
  const state = worstOf(group);
  if (state !== undefined) paintMark(painter, state, right - 7, top - 7);
}

/** The count of the worst beside the name, or where both have no room, its shape on the corner: a name says more than a number. */
function healthOf(painter: GroupPainter, group: SceneGroup, box: Box, y: number): void {
  const whole = widthOf(painter.pen, group.name) + badgeWidth(painter, group) <= box.right - box.left - 2 * inset;
  if (whole) badge(painter, group, box.right - inset, y);
  else cornerMark(painter, group, box);
}

/** Where no name has room: how many are not well, else how many there are. */
function countOf(painter: GroupPainter, group: SceneGroup, { left, top, right, bottom }: Box, y: number, dim: boolean): void {
  const { pen, palette, fonts } = painter;
  const [width, height] = [right - left, bottom - top];
  if (!dim && width > leastBadge.width && height > leastBadge.height && badge(painter, group, right - inset, y) > 0) return;
  pen.font = fonts.line;
  const count = exact(group.cards.length);
  const countPx = widthOf(pen, count);
  if (height < leastCountHeight || countPx > width - inset) return;
  pen.textBaseline = 'middle';
  pen.fillStyle = palette.textQuiet;
  pen.fillText(count, left + (width - countPx) / 2, y + 0.5);
}

/** What a group has for its name: room in its box for all of it or a part, or a place beside the box, or none. */
function hasName({ pen }: GroupPainter, { name }: SceneGroup, box: Box, beside: boolean): boolean {
  const isWhole = bearsName(box, widthOf(pen, name));
  return isWhole || (!beside && box.right - box.left >= leastCutPx && bearsName(box, 0));
}

/** A group from far away: its box with name, count and shares, as far as there is room. `beside`: its name stands beside it. */
export function paintFar(painter: GroupPainter, group: SceneGroup, box: Box, emphasis: Emphasis, beside = false): void {
  const { pen, palette, fonts } = painter;
  const [width, height] = [box.right - box.left, box.bottom - box.top];
  plate(painter, group, box, emphasis);
  const dim = isDim(group, painter);
  if (width > 14 && height > 9) shareBar(painter, group, box, dim);
  const y = box.top + Math.min(12, (height - barPx - 2) / 2);
  pen.font = fonts.farHead;
  if (!hasName(painter, group, box, beside)) {
    countOf(painter, group, box, y, dim);
    return;
  }
  if (!dim) healthOf(painter, group, box, y);
  const nameWidth = widthOf(pen, group.name);
  const left = box.left + Math.min(inset, Math.max((width - nameWidth) / 2, leastInset));
  pen.textBaseline = 'middle';
  pen.font = fonts.farHead;
  pen.fillStyle = dim ? palette.textQuiet : palette.text;
  pen.fillText(fitting(pen, group.name, width - 2 * leastInset), left, y + 0.5);
  if (height < 42) return;
  pen.font = fonts.line;
  pen.fillStyle = palette.textQuiet;
  pen.fillText(fitting(pen, group.counted, width - 2 * inset), box.left + inset, y + 15.5);
}
