import type { Box } from '../layout/geometry.ts';
import type { SceneGroup } from '../scene/group.ts';
import { placeNames } from './block-names.ts';
import { type GroupPainter, isDim } from './group-plate.ts';
import { widthOf } from './text.ts';

/** A group from far away, and where its box is on the screen. */
export interface FarGroup {
  readonly group: SceneGroup;
  readonly box: Box;
}

const leastHeight = 14;
const padPx = 4;

/** Whether all of a name stands in the box. */
export const bearsName = ({ left, top, right, bottom }: Box, widthPx: number): boolean => widthPx <= right - left - 2 * padPx && bottom - top >= leastHeight;

/** Those that are not well first, then the busiest: where not all have room, theirs is told. */
const byNeed = ({ group: a }: FarGroup, { group: b }: FarGroup): number =>
  Number(b.shares.critical > 0) - Number(a.shares.critical > 0) || Number(b.shares.warning > 0) - Number(a.shares.warning > 0) || b.perSecond - a.perSecond;

const mostBeside = 200;

/** Of the groups that have no room for their names in their boxes: where the names stand beside them, clear of all boxes and of each other. */
export function namesBeside(painter: GroupPainter, all: readonly FarGroup[], others: readonly Box[]): ReadonlyMap<SceneGroup, Box> {
  const { pen, fonts, sight } = painter;
  pen.font = fonts.farHead;
  const isInside = ({ group, box }: FarGroup) => bearsName(box, widthOf(pen, group.name));
  const { inside = [], outside = [] } = Object.groupBy(all, (one) => (isInside(one) ? 'inside' : 'outside'));
  pen.font = fonts.line;
  const blocks = outside.sort(byNeed).map((one) => ({ ...one, widthPx: widthOf(pen, one.group.name) + 2 * padPx }));
  const places = placeNames(blocks, mostBeside, { obstacles: [...inside.map(({ box }) => box), ...others], sight });
  return new Map([...places].map(([{ group }, place]) => [group, place]));
}

/** On a ground of its own: trunks pass behind it. */
export function paintNameBeside(painter: GroupPainter, group: SceneGroup, { left, top, right, bottom }: Box): void {
  const { pen, palette, fonts } = painter;
  pen.beginPath();
  pen.roundRect(left, top, right - left, bottom - top, 3);
  pen.fillStyle = palette.canvas;
  pen.fill();
  pen.font = fonts.line;
  pen.textBaseline = 'middle';
  pen.fillStyle = isDim(group, painter) ? palette.textQuiet : palette.text;
  pen.fillText(group.name, left + padPx, (top + bottom) / 2 + 0.5);
}
