import type { Box } from '../layout/geometry.ts';
import { outlinedShare, type SceneGroup } from '../scene/group.ts';
import type { Emphasis } from './lines.ts';
import type { Brush } from './pen.ts';

/** Groups are painted in screen pixels, so that names keep their size. */
export interface GroupPainter extends Brush {
  readonly narrowed: boolean;
  readonly scale: number;
  /** What is in sight: names stay in it as long as their group does. */
  readonly sight: Box;
}

export const isDim = ({ lit }: SceneGroup, { narrowed }: GroupPainter): boolean => narrowed && !lit;

export function outline({ pen }: Brush, { left, top, right, bottom }: Box, radius: number, inset = 0): void {
  pen.beginPath();
  pen.roundRect(left + inset, top + inset, right - left - 2 * inset, bottom - top - 2 * inset, radius);
}

export function halo(painter: GroupPainter, box: Box, radius: number, emphasis: Emphasis): void {
  if (emphasis !== 'selected') return;
  outline(painter, box, radius + 3, -3);
  painter.pen.fillStyle = painter.palette.accentHalo;
  painter.pen.fill();
}

/** What a closed group stands on. */
export function plate(painter: GroupPainter, group: SceneGroup, box: Box, emphasis: Emphasis): void {
  const { pen, palette } = painter;
  const radius = Math.min(6, (box.right - box.left) / 6);
  const dim = isDim(group, painter);
  halo(painter, box, radius, emphasis);
  outline(painter, box, radius, 0.5);
  pen.fillStyle = dim ? palette.panel : palette.raised;
  pen.fill();
  const outlined = !dim && group.shares.critical / group.cards.length >= outlinedShare;
  pen.setLineDash(group.kind === 'external' ? [4, 3] : []);
  pen.strokeStyle = outlined ? palette.critical : emphasis === 'hover' ? palette.textQuiet : palette.borderStrong;
  pen.lineWidth = outlined ? 1.5 : 1;
  pen.stroke();
  pen.setLineDash([]);
}
