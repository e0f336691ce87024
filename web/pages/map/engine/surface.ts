import type { IconPaths } from '../paint/icons.ts';
import { hatchTile } from '../paint/marks.ts';
import type { Palette } from '../paint/palette.ts';

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** Where the map is painted, and with what. */
export interface Surface {
  readonly canvas: HTMLCanvasElement | OffscreenCanvas;
  readonly minimap: HTMLCanvasElement | OffscreenCanvas;
  readonly icons: IconPaths;
  readonly palette: Palette;
  readonly ratio: number;
  /** No motion is wanted. */
  readonly still: boolean;
}

export interface Ready extends Surface {
  readonly pen: Context;
  readonly small: Context;
  readonly hatch: CanvasPattern | string;
}

export const hatchFor = (pen: Context, { hatchLine }: Palette): CanvasPattern | string => pen.createPattern(hatchTile(hatchLine), 'repeat') ?? hatchLine;

/** The picture is made by the CPU, read back or not: the same on every machine, and fast on those without a graphics card. */
export function readySurface(surface: Surface): Ready {
  const options = { alpha: false, willReadFrequently: true };
  const pen = surface.canvas.getContext('2d', options) as Context | null;
  const small = surface.minimap.getContext('2d', options) as Context | null;
  if (pen === null || small === null) throw new Error('getting a 2D context for the map');
  return { ...surface, pen, small, hatch: hatchFor(pen, surface.palette) };
}
