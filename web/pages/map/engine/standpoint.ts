import { clampScale, type Frame, type View } from '../paint/view.ts';

/** From where a person looks at the map, whatever the size of their window: what stands in the middle, and how large. */
export interface Standpoint {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

/** The key of the URL that holds it, once the person has moved the map. */
export const standpointKey = 'at';

const number = /^-?\d+(\.\d+)?$/;
/** A pixel at the edge of the largest screen. */
const scaleDigits = 4;
/** No map is that wide, and no pen can be trusted there. */
const furthest = 1e7;

/** What makes no sense in a URL says nothing, so that a mangled link still shows something. */
export function readStandpoint(query: URLSearchParams): Standpoint | undefined {
  const parts = (query.get(standpointKey) ?? '').split(',');
  if (parts.length !== 3 || !parts.every((part) => number.test(part))) return undefined;
  const [x = 0, y = 0, scale = 0] = parts.map(Number);
  if (scale <= 0 || Math.abs(x) > furthest || Math.abs(y) > furthest) return undefined;
  return { x, y, scale: clampScale(scale) };
}

export const writeStandpoint = ({ x, y, scale }: Standpoint): string => `${Math.round(x)},${Math.round(y)},${Number(scale.toPrecision(scaleDigits))}`;

/** `frame`: what of the canvas is not under the panel. */
export const viewFrom = ({ x, y, scale }: Standpoint, { width, height }: Frame): View => ({ scale, x: width / 2 - x * scale, y: height / 2 - y * scale });

export const standpointOf = ({ x, y, scale }: View, { width, height }: Frame): Standpoint => ({
  x: (width / 2 - x) / scale,
  y: (height / 2 - y) / scale,
  scale,
});
