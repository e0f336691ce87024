import { asText } from '../../lib/quantity.ts';
import { token } from '../token.ts';
import type { Reading } from './chart-legend.tsx';

const rimPx = 12;
const headPx = 28;
const legendPx = 20;
const swatchPx = 8;
const gapPx = 14;
const face = 'Inter, system-ui, sans-serif';

interface Caption {
  readonly title: string;
  /** The time that it shows, in words. */
  readonly times: string;
  readonly readings: readonly Reading[];
}

interface Item extends Reading {
  readonly text: string;
  readonly x: number;
  readonly row: number;
}

/** The names of the lines from the left, in as many rows as they need. */
function laidOut(context: CanvasRenderingContext2D, readings: readonly Reading[], widthPx: number): Item[] {
  let [x, row] = [0, 0];
  return readings
    .filter(({ off }) => off !== true)
    .map((reading) => {
      const text = `${reading.label} ${reading.value === null ? 'no data' : asText(reading.value)}`;
      const itsPx = (reading.colour === undefined ? 0 : swatchPx + 4) + context.measureText(text).width;
      if (x > 0 && x + itsPx > widthPx) [x, row] = [0, row + 1];
      const item = { ...reading, text, x, row };
      x += itsPx + gapPx;
      return item;
    });
}

function writeLegend(context: CanvasRenderingContext2D, items: readonly Item[]): void {
  for (const { text, colour, x, row } of items) {
    const [left, top] = [rimPx + x, headPx + row * legendPx];
    if (colour !== undefined) {
      context.fillStyle = token(colour);
      context.fillRect(left, top + legendPx / 2 - 1.5, swatchPx, 3);
    }
    context.fillStyle = token('--text-2');
    context.fillText(text, left + (colour === undefined ? 0 : swatchPx + 4), top + legendPx / 2);
  }
}

function writeHead(context: CanvasRenderingContext2D, { title, times }: Caption, rightPx: number): void {
  context.fillStyle = token('--text-1');
  context.font = `600 13px ${face}`;
  context.fillText(title, rimPx, headPx / 2 + 4);
  context.fillStyle = token('--text-3');
  context.font = `11px ${face}`;
  context.textAlign = 'right';
  context.fillText(times, rightPx, headPx / 2 + 4);
  context.textAlign = 'left';
}

/** A chart as it is on the screen, with its name, its time and its legend. */
export async function chartPicture(plot: HTMLCanvasElement, caption: Caption): Promise<Blob> {
  const picture = document.createElement('canvas');
  const context = picture.getContext('2d');
  if (context === null) throw new Error('making a picture of a chart: there is no canvas');
  const ratio = devicePixelRatio;
  const widthPx = plot.width / ratio;
  context.font = `11px ${face}`;
  const items = laidOut(context, caption.readings, widthPx);
  const topPx = headPx + (1 + Math.max(0, ...items.map(({ row }) => row))) * legendPx + 4;
  picture.width = plot.width + 2 * rimPx * ratio;
  picture.height = plot.height + (topPx + rimPx) * ratio;
  context.scale(ratio, ratio);
  context.fillStyle = token('--surface-1');
  context.fillRect(0, 0, picture.width, picture.height);
  context.textBaseline = 'middle';
  writeHead(context, caption, rimPx + widthPx);
  writeLegend(context, items);
  context.drawImage(plot, rimPx, topPx, widthPx, plot.height / ratio);
  const blob = await new Promise<Blob | null>((resolve) => picture.toBlob(resolve));
  if (blob === null) throw new Error('making a PNG of a chart');
  return blob;
}
