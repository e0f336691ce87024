import { bellOutline, type HealthState, markOutlines } from '../../../ui/entity/health.ts';
import type { Point } from '../layout/geometry.ts';
import { outlineOf } from './outline.ts';
import type { Brush } from './pen.ts';

type Outlines = Readonly<Record<keyof typeof markOutlines | 'bell', Path2D>>;

let made: Outlines | undefined;

/** Made when first painted: tests of what is seen have no canvas. */
function outlines(): Outlines {
  made ??= {
    warning: outlineOf(markOutlines.warning),
    critical: outlineOf(markOutlines.critical),
    cross: outlineOf(markOutlines.cross),
    bell: outlineOf(bellOutline),
  };
  return made;
}
const tilePx = 5;

/** A tile of diagonal lines, for canvases. */
export function hatchTile(colour: string): OffscreenCanvas | HTMLCanvasElement {
  const tile =
    typeof OffscreenCanvas === 'undefined'
      ? Object.assign(document.createElement('canvas'), { width: tilePx, height: tilePx })
      : new OffscreenCanvas(tilePx, tilePx);
  const pen = tile.getContext('2d') as OffscreenCanvasRenderingContext2D | CanvasRenderingContext2D | null;
  if (pen === null) return tile;
  pen.strokeStyle = colour;
  pen.lineWidth = 1.2;
  pen.beginPath();
  for (const offset of [-tilePx, 0, tilePx]) {
    pen.moveTo(offset - 1, tilePx + 1);
    pen.lineTo(offset + tilePx + 1, -1);
  }
  pen.stroke();
  return tile;
}

/** The shape of a health in a box of 12 × 12 whose corner is at (x, y). */
export function paintMark({ pen, palette, hatch }: Brush, state: HealthState, x: number, y: number): void {
  if (state === 'ok') return;
  pen.save();
  pen.translate(x, y);
  if (state === 'unknown') {
    pen.beginPath();
    pen.arc(6, 6, 5.5, 0, 2 * Math.PI);
    pen.fillStyle = hatch;
    pen.fill();
    pen.strokeStyle = palette.unknown;
    pen.lineWidth = 1;
    pen.stroke();
  } else {
    pen.fillStyle = palette[state];
    pen.fill(outlines()[state]);
    if (state === 'critical') {
      pen.strokeStyle = palette.panel;
      pen.lineWidth = 1.5;
      pen.lineCap = 'round';
      pen.stroke(outlines().cross);
    }
  }
  pen.restore();
}

/** A bell on a plate around (x, y), at no less than that size on the screen: an alert about it fires. */
export function paintBell({ pen, palette, scale }: Brush & { readonly scale: number }, { x, y }: Point): void {
  const grown = Math.max(1, 0.9 / scale);
  pen.save();
  pen.translate(x, y);
  pen.scale(grown, grown);
  pen.beginPath();
  pen.roundRect(-9, -8, 18, 16, 8);
  pen.fillStyle = palette.canvas;
  pen.fill();
  pen.translate(-6, -6);
  pen.fillStyle = palette.textQuieter;
  pen.fill(outlines().bell);
  pen.restore();
}

const half = 5;

/** A diamond around (x, y): something here is not as it was. */
export function paintChanged({ pen, palette }: Brush, x: number, y: number): void {
  pen.beginPath();
  pen.moveTo(x, y - half);
  pen.lineTo(x + half, y);
  pen.lineTo(x, y + half);
  pen.lineTo(x - half, y);
  pen.closePath();
  pen.fillStyle = palette.textQuieter;
  pen.fill();
}

const partlySize = { width: 14, height: 9 } as const;

/** A hatched plate around a point, at that size on the screen: of what passes here a part is not seen. */
export function paintPartly({ pen, palette, hatch }: Brush, { x, y }: Point, scale: number): void {
  const { width, height } = partlySize;
  pen.save();
  pen.translate(x, y);
  pen.scale(1 / scale, 1 / scale);
  pen.beginPath();
  pen.roundRect(-width / 2, -height / 2, width, height, 2);
  pen.fillStyle = palette.canvas;
  pen.fill();
  pen.fillStyle = hatch;
  pen.fill();
  pen.strokeStyle = palette.unknown;
  pen.lineWidth = 1;
  pen.stroke();
  pen.restore();
}
