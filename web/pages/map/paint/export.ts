import { paintScene, type Shot } from './paint.ts';
import { SvgPen } from './svg-pen.ts';

/** Pictures are read on other screens than the one they were made on. */
const pngRatio = 2;

function newCanvas(width: number, height: number): HTMLCanvasElement | OffscreenCanvas {
  return typeof OffscreenCanvas === 'undefined' ? Object.assign(document.createElement('canvas'), { width, height }) : new OffscreenCanvas(width, height);
}

function blobOf(canvas: HTMLCanvasElement | OffscreenCanvas): Promise<Blob> {
  if ('convertToBlob' in canvas) return canvas.convertToBlob({ type: 'image/png' });
  return new Promise((resolve, reject) => canvas.toBlob((blob) => (blob === null ? reject(new Error('making a PNG of the map')) : resolve(blob))));
}

async function png(shot: Shot): Promise<Blob> {
  const canvas = newCanvas(Math.round(shot.size.width * pngRatio), Math.round(shot.size.height * pngRatio));
  const pen = canvas.getContext('2d') as CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D | null;
  if (pen === null) throw new Error('getting a 2D context for a PNG of the map');
  paintScene({ ...shot, pen, ratio: pngRatio });
  return await blobOf(canvas);
}

function svg(shot: Shot): Blob {
  const pen = new SvgPen(shot.pen);
  paintScene({ ...shot, pen, ratio: 1, hatch: 'url(#hatch)' });
  return new Blob([pen.document(shot.size.width, shot.size.height, shot.palette.hatchLine)], { type: 'image/svg+xml' });
}

/** What the screen shows of the map, as a file; without what the pointer is on. */
export async function exported(form: 'svg' | 'png', shot: Shot): Promise<Blob> {
  const still = { ...shot, hovered: undefined };
  return form === 'svg' ? svg(still) : await png(still);
}
