import type { Brush } from './pen.ts';

interface Place {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The ground of a label that lies over the map, in screen pixels. */
export function paintLabelPlate({ pen, palette }: Brush, { left, top, width, height }: Place): void {
  pen.beginPath();
  pen.roundRect(left + 0.5, top + 0.5, width, height, 4);
  pen.fillStyle = palette.raised;
  pen.fill();
  pen.strokeStyle = palette.borderStrong;
  pen.lineWidth = 1;
  pen.stroke();
}
