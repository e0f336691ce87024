import type { Box, Point } from '../layout/geometry.ts';
import { outlinedShare } from '../scene/group.ts';
import type { Scene } from '../scene/scene.ts';
import type { Palette } from './palette.ts';
import type { Pen } from './pen.ts';
import type { Frame, View } from './view.ts';

export const minimapSize = { width: 132, height: 92 } as const;
const margin = 6;
/** Beyond it a card is less than a pixel: groups stand for their members. */
const mostCards = 1500;

interface Shown {
  readonly scene: Scene;
  readonly view: View;
  readonly frame: Frame;
  readonly palette: Palette;
}

function scaleOf(box: Box): View {
  const scale = Math.min((minimapSize.width - 2 * margin) / (box.right - box.left), (minimapSize.height - 2 * margin) / (box.bottom - box.top));
  return {
    scale,
    x: minimapSize.width / 2 - ((box.left + box.right) / 2) * scale,
    y: minimapSize.height / 2 - ((box.top + box.bottom) / 2) * scale,
  };
}

/** The point of the world under a point of the minimap. */
export function minimapWorld(box: Box, at: Point): Point {
  const { scale, x, y } = scaleOf(box);
  return { x: (at.x - x) / scale, y: (at.y - y) / scale };
}

function fillBox(pen: Pen, { left, top, right, bottom }: Box, { scale, x, y }: View): void {
  pen.fillRect(left * scale + x, top * scale + y, Math.max((right - left) * scale, 2), Math.max((bottom - top) * scale, 1.5));
}

function paintGroups(pen: Pen, { groups, cards }: Scene, palette: Palette, to: View): void {
  const stands = cards.length > mostCards;
  for (const { box, shares, cards: members } of groups) {
    const critical = stands && shares.critical / members.length >= outlinedShare;
    pen.fillStyle = critical ? palette.critical : stands ? palette.edgeDim : palette.hover;
    fillBox(pen, box, to);
  }
}

function paintCards(pen: Pen, { cards }: Scene, palette: Palette, to: View): void {
  if (cards.length > mostCards) return;
  for (const { box, of } of cards) {
    const { state } = of.node.health;
    pen.fillStyle = state === 'ok' || state === 'unknown' ? palette.edge : palette[state];
    fillBox(pen, box, to);
  }
}

/** The whole map, small, and what of it is in the frame. */
export function paintMinimap(pen: Pen, ratio: number, { scene, view, frame, palette }: Shown): void {
  const { box } = scene;
  if (box === undefined) return;
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.fillStyle = palette.panel;
  pen.fillRect(0, 0, minimapSize.width, minimapSize.height);
  const to = scaleOf(box);
  paintGroups(pen, scene, palette, to);
  paintCards(pen, scene, palette, to);
  const left = Math.max((-view.x / view.scale) * to.scale + to.x, 0.75);
  const top = Math.max((-view.y / view.scale) * to.scale + to.y, 0.75);
  const right = Math.min(((frame.width - view.x) / view.scale) * to.scale + to.x, minimapSize.width - 0.75);
  const bottom = Math.min(((frame.height - view.y) / view.scale) * to.scale + to.y, minimapSize.height - 0.75);
  pen.beginPath();
  pen.rect(left, top, Math.max(right - left, 3), Math.max(bottom - top, 3));
  pen.strokeStyle = palette.accent;
  pen.lineWidth = 1.5;
  pen.stroke();
}
