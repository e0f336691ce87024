import { type HealthState, markOutlines } from '../../ui/health.ts';
import type { Palette } from './palette.ts';

const outlines = { warning: new Path2D(markOutlines.warning), critical: new Path2D(markOutlines.critical), cross: new Path2D(markOutlines.cross) };
const patterns = new Map<string, CanvasPattern | null>();

/** Diagonal lines: not seen, or partly seen. */
export function hatch(context: CanvasRenderingContext2D, colour: string): CanvasPattern | string {
  if (!patterns.has(colour)) {
    const tile = document.createElement('canvas');
    tile.width = tile.height = 5;
    const painter = tile.getContext('2d');
    if (painter !== null) {
      painter.strokeStyle = colour;
      painter.lineWidth = 1.2;
      painter.beginPath();
      for (const offset of [-5, 0, 5]) {
        painter.moveTo(offset - 1, 6);
        painter.lineTo(offset + 6, -1);
      }
      painter.stroke();
    }
    patterns.set(colour, context.createPattern(tile, 'repeat'));
  }
  return patterns.get(colour) ?? colour;
}

/** The shape of a health in a box of 12 × 12 whose corner is at (x, y). */
export function paintMark(context: CanvasRenderingContext2D, state: HealthState, x: number, y: number, palette: Palette): void {
  if (state === 'ok') return;
  context.save();
  context.translate(x, y);
  if (state === 'unknown') {
    context.beginPath();
    context.arc(6, 6, 5.5, 0, 2 * Math.PI);
    context.fillStyle = hatch(context, palette.hatchLine);
    context.fill();
    context.strokeStyle = palette.unknown;
    context.lineWidth = 1;
    context.stroke();
  } else {
    context.fillStyle = palette[state];
    context.fill(outlines[state]);
    if (state === 'critical') {
      context.strokeStyle = palette.panel;
      context.lineWidth = 1.5;
      context.lineCap = 'round';
      context.stroke(outlines.cross);
    }
  }
  context.restore();
}
