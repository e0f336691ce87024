import type { Palette } from './palette.ts';
import { cardSize, type Point } from './routing.ts';
import type { Scene } from './scene.ts';
import { type Box, boxOf, type Frame, type View } from './view.ts';

export const minimapSize = { width: 132, height: 92 } as const;
const margin = 6;

interface Shown {
  readonly scene: Scene;
  readonly view: View;
  readonly frame: Frame;
  readonly palette: Palette;
}

function scaleOf(box: Box): { scale: number; x: number; y: number } {
  const scale = Math.min((minimapSize.width - 2 * margin) / (box.right - box.left), (minimapSize.height - 2 * margin) / (box.bottom - box.top));
  return {
    scale,
    x: minimapSize.width / 2 - ((box.left + box.right) / 2) * scale,
    y: minimapSize.height / 2 - ((box.top + box.bottom) / 2) * scale,
  };
}

/** The point of the world under a point of the minimap. */
export function minimapWorld({ cards }: Scene, at: Point): Point | undefined {
  const box = boxOf(cards);
  if (box === undefined) return undefined;
  const { scale, x, y } = scaleOf(box);
  return { x: (at.x - x) / scale, y: (at.y - y) / scale };
}

/** The whole map, small; hidden while all of it is in the frame. */
export function paintMinimap(canvas: HTMLCanvasElement, { scene, view, frame, palette }: Shown): void {
  const box = boxOf(scene.cards);
  const all =
    box === undefined ||
    (box.left * view.scale + view.x >= 0 &&
      box.right * view.scale + view.x <= frame.width &&
      box.top * view.scale + view.y >= 0 &&
      box.bottom * view.scale + view.y <= frame.height);
  canvas.hidden = all;
  const context = canvas.getContext('2d', { alpha: false });
  if (all || context === null) return;
  const ratio = devicePixelRatio;
  canvas.width = minimapSize.width * ratio;
  canvas.height = minimapSize.height * ratio;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.fillStyle = palette.panel;
  context.fillRect(0, 0, minimapSize.width, minimapSize.height);
  const { scale, x, y } = scaleOf(box);
  for (const { of, ...card } of scene.cards) {
    const { state } = of.node.health;
    context.fillStyle = state === 'ok' || state === 'unknown' ? palette.edge : palette[state];
    context.fillRect(card.x * scale + x, card.y * scale + y, Math.max(cardSize.width * scale, 2), Math.max(cardSize.height * scale, 1.5));
  }
  const left = (-view.x / view.scale) * scale + x;
  const top = (-view.y / view.scale) * scale + y;
  context.strokeStyle = palette.accent;
  context.lineWidth = 1;
  context.strokeRect(left, top, (frame.width / view.scale) * scale, (frame.height / view.scale) * scale);
}
