import { byName } from '../../../lib/sorting.ts';
import type { Box } from '../layout/geometry.ts';
import { magnitudeOf } from '../model/sums.ts';
import type { SceneGroup } from '../scene/group.ts';
import type { Scene } from '../scene/scene.ts';
import { placeNames } from './block-names.ts';
import { type GroupPainter, isDim } from './group-plate.ts';
import { KeptPlaces, type Placed } from './kept-places.ts';
import { widthOf } from './text.ts';
import { farBox, farMargin, sightMargin, toScreen } from './view.ts';

interface FarGroup {
  readonly group: SceneGroup;
  readonly box: Box;
}

const leastHeight = 14;
const padPx = 4;

/** Whether all of a name stands in the box. */
export const bearsName = ({ left, top, right, bottom }: Box, widthPx: number): boolean => widthPx <= right - left - 2 * padPx && bottom - top >= leastHeight;

/** So much is in sight around a map that is in sight as a whole. */
const grown = ({ left, top, right, bottom }: Box): Box => ({
  left: left - farMargin,
  top: top - sightMargin,
  right: right + farMargin,
  bottom: bottom + sightMargin,
});

/** What one looks for first, then what is not well, then the busiest: where not all have room, theirs is told. */
const byNeed = ({ group: a }: FarGroup, { group: b }: FarGroup): number =>
  Number(b.lit) - Number(a.lit) ||
  Number(b.shares.critical > 0) - Number(a.shares.critical > 0) ||
  Number(b.shares.warning > 0) - Number(a.shares.warning > 0) ||
  magnitudeOf(b.perSecond) - magnitudeOf(a.perSecond) ||
  byName(a, b);

const mostBeside = 200;
const kept = new KeptPlaces<readonly Placed<SceneGroup>[]>();

/** Of the groups that have no room for their names in their boxes: where the names stand beside them, clear of all boxes and of each other. */
export function namesBeside(painter: GroupPainter, scene: Pick<Scene, 'groups' | 'alone' | 'box'>): readonly Placed<SceneGroup>[] {
  return kept.of(scene.groups, painter, () => placeBeside(painter, scene));
}

function placeBeside({ pen, fonts, scale }: GroupPainter, { groups, alone, box: all }: Pick<Scene, 'groups' | 'alone' | 'box'>): readonly Placed<SceneGroup>[] {
  const view = { x: 0, y: 0, scale };
  pen.font = fonts.farHead;
  const isInside = ({ group, box }: FarGroup) => bearsName(box, widthOf(pen, group.name));
  const shown = groups.map((group) => ({ group, box: farBox(view, group) }));
  const { inside = [], outside = [] } = Object.groupBy(shown, (one) => (isInside(one) ? 'inside' : 'outside'));
  pen.font = fonts.line;
  const blocks = outside.sort(byNeed).map((one) => ({ ...one, widthPx: widthOf(pen, one.group.name) + 2 * padPx }));
  const obstacles = [...inside.map(({ box }) => box), ...alone.map(({ box }) => toScreen(view, box))];
  const places = placeNames(blocks, mostBeside, { obstacles, ...(all && { sight: grown(toScreen(view, all)) }) });
  return [...places].map(([{ group, box }, place]) => ({ of: group, name: group.name, box, place }));
}

/** On a ground of its own: trunks pass behind it. */
export function paintNameBeside(painter: GroupPainter, group: SceneGroup, name: string, { left, top, right, bottom }: Box): void {
  const { pen, palette, fonts } = painter;
  pen.beginPath();
  pen.roundRect(left, top, right - left, bottom - top, 3);
  pen.fillStyle = palette.canvas;
  pen.fill();
  pen.font = fonts.line;
  pen.textBaseline = 'middle';
  pen.fillStyle = isDim(group, painter) ? palette.textQuiet : palette.text;
  pen.fillText(name, left + padPx, (top + bottom) / 2 + 0.5);
}
