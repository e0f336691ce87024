import type { Fonts } from './fonts.ts';
import type { IconPaths } from './icons.ts';
import type { Palette } from './palette.ts';

/** What the painters use of a 2D context, so that they can also write SVG. */
export type Pen = Pick<
  CanvasRenderingContext2D,
  | 'save'
  | 'restore'
  | 'translate'
  | 'scale'
  | 'setTransform'
  | 'beginPath'
  | 'closePath'
  | 'moveTo'
  | 'lineTo'
  | 'bezierCurveTo'
  | 'arc'
  | 'arcTo'
  | 'rect'
  | 'roundRect'
  | 'fillRect'
  | 'fillText'
  | 'measureText'
  | 'setLineDash'
  | 'fillStyle'
  | 'strokeStyle'
  | 'lineWidth'
  | 'lineCap'
  | 'lineJoin'
  | 'font'
  | 'textAlign'
  | 'textBaseline'
> & {
  fill(path?: Path2D): void;
  stroke(path?: Path2D): void;
};

/** What everything is painted with. */
export interface Brush {
  readonly pen: Pen;
  readonly palette: Palette;
  readonly fonts: Fonts;
  readonly icons: IconPaths;
  /** Diagonal lines: not seen, or partly seen. */
  readonly hatch: CanvasPattern | string;
}
