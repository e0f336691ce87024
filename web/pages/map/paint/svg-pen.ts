import { families } from './fonts.ts';
import { textOf } from './outline.ts';
import type { Pen } from './pen.ts';

interface State {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
  readonly fillStyle: Pen['fillStyle'];
  readonly strokeStyle: Pen['strokeStyle'];
  readonly lineWidth: number;
  readonly lineCap: CanvasLineCap;
  readonly lineJoin: CanvasLineJoin;
  readonly font: string;
  readonly textAlign: CanvasTextAlign;
  readonly textBaseline: CanvasTextBaseline;
  readonly dash: readonly number[];
}

const anchors: Readonly<Partial<Record<CanvasTextAlign, string>>> = { center: 'middle', right: 'end', end: 'end' };
const round = (value: number): number => Math.round(value * 100) / 100;
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** Writes SVG from the strokes that would paint a canvas. It knows what the map uses: no turning, one scale for both directions. */
export class SvgPen implements Pen {
  fillStyle: Pen['fillStyle'] = '#000';
  strokeStyle: Pen['strokeStyle'] = '#000';
  lineWidth = 1;
  lineCap: CanvasLineCap = 'butt';
  lineJoin: CanvasLineJoin = 'miter';
  font = '11px sans-serif';
  textAlign: CanvasTextAlign = 'start';
  textBaseline: CanvasTextBaseline = 'alphabetic';
  readonly #elements: string[] = [];
  readonly #measure: Pick<Pen, 'measureText' | 'font'>;
  readonly #saved: State[] = [];
  #scale = 1;
  #x = 0;
  #y = 0;
  #dash: readonly number[] = [];
  #path: string[] = [];
  #at = { x: 0, y: 0 };

  /** Only a real context knows how wide a text is. */
  constructor(measure: Pick<Pen, 'measureText' | 'font'>) {
    this.#measure = measure;
  }

  /** What has been drawn, as a file. */
  document(width: number, height: number, hatchColour: string): string {
    const pattern = `<pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse"><path d="M-1 6 6-1M-6 6 1-1M4 6 11-1" stroke="${hatchColour}" stroke-width="1.2"/></pattern>`;
    const head = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`;
    return `${head}<defs>${pattern}</defs>${this.#elements.join('')}</svg>`;
  }

  save(): void {
    const { fillStyle, strokeStyle, lineWidth, lineCap, lineJoin, font, textAlign, textBaseline } = this;
    const style = { fillStyle, strokeStyle, lineWidth, lineCap, lineJoin, font, textAlign, textBaseline };
    this.#saved.push({ scale: this.#scale, x: this.#x, y: this.#y, ...style, dash: this.#dash });
  }

  restore(): void {
    const state = this.#saved.pop();
    if (state === undefined) return;
    const { scale, x, y, dash, ...style } = state;
    [this.#scale, this.#x, this.#y, this.#dash] = [scale, x, y, dash];
    Object.assign(this, style);
  }

  translate(x: number, y: number): void {
    this.#x += x * this.#scale;
    this.#y += y * this.#scale;
  }

  scale(x: number): void {
    this.#scale *= x;
  }

  setTransform(a?: number | DOMMatrix2DInit, _b?: number, _c?: number, _d?: number, e?: number, f?: number): void {
    if (typeof a !== 'number') return;
    [this.#scale, this.#x, this.#y] = [a, e ?? 0, f ?? 0];
  }

  setLineDash(segments: readonly number[]): void {
    this.#dash = [...segments];
  }

  beginPath(): void {
    this.#path = [];
  }

  closePath(): void {
    this.#path.push('Z');
  }

  moveTo(x: number, y: number): void {
    this.#at = { x, y };
    this.#path.push(`M${this.#point(x, y)}`);
  }

  lineTo(x: number, y: number): void {
    this.#at = { x, y };
    this.#path.push(`L${this.#point(x, y)}`);
  }

  bezierCurveTo(ax: number, ay: number, bx: number, by: number, x: number, y: number): void {
    this.#at = { x, y };
    this.#path.push(`C${this.#point(ax, ay)} ${this.#point(bx, by)} ${this.#point(x, y)}`);
  }

  /** A round turn at (x, y) on the way to (toX, toY): near enough as a curve through its ends. */
  arcTo(x: number, y: number, toX: number, toY: number, radius: number): void {
    const before = Math.hypot(x - this.#at.x, y - this.#at.y);
    const after = Math.hypot(toX - x, toY - y);
    const part = (length: number) => (length === 0 ? 0 : Math.min(radius / length, 1));
    const start = { x: x + (this.#at.x - x) * part(before), y: y + (this.#at.y - y) * part(before) };
    const end = { x: x + (toX - x) * part(after), y: y + (toY - y) * part(after) };
    this.#at = end;
    this.#path.push(`L${this.#point(start.x, start.y)}Q${this.#point(x, y)} ${this.#point(end.x, end.y)}`);
  }

  /** The map draws whole circles. */
  arc(x: number, y: number, radius: number): void {
    const r = round(radius * this.#scale);
    this.#path.push(`M${this.#point(x - radius, y)}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`);
  }

  rect(x: number, y: number, width: number, height: number): void {
    const [w, h] = [round(width * this.#scale), round(height * this.#scale)];
    this.#path.push(`M${this.#point(x, y)}h${w}v${h}h${-w}Z`);
  }

  roundRect(x: number, y: number, width: number, height: number, radii?: number | DOMPointInit | Iterable<number | DOMPointInit>): void {
    const [w, h] = [width * this.#scale, height * this.#scale];
    const r = round(Math.min(typeof radii === 'number' ? radii * this.#scale : 0, w / 2, h / 2));
    const corner = (dx: number, dy: number) => `a${r} ${r} 0 0 1 ${dx} ${dy}`;
    const [across, down] = [round(w - 2 * r), round(h - 2 * r)];
    this.#path.push(
      `M${this.#point(x + r / this.#scale, y)}h${across}${corner(r, r)}v${down}${corner(-r, r)}h${-across}${corner(-r, -r)}v${-down}${corner(r, -r)}Z`,
    );
  }

  fillRect(x: number, y: number, width: number, height: number): void {
    const { left, top } = { left: round(x * this.#scale + this.#x), top: round(y * this.#scale + this.#y) };
    const size = `width="${round(width * this.#scale)}" height="${round(height * this.#scale)}"`;
    this.#elements.push(`<rect x="${left}" y="${top}" ${size} fill="${this.#colour(this.fillStyle)}"/>`);
  }

  fill(path?: Path2D): void {
    this.#elements.push(`<path ${this.#outline(path)} fill="${this.#colour(this.fillStyle)}"/>`);
  }

  stroke(path?: Path2D): void {
    const width = path === undefined ? this.lineWidth * this.#scale : this.lineWidth;
    const dash = this.#dash.length === 0 ? '' : ` stroke-dasharray="${this.#dash.map((part) => round(part * this.#scale)).join(' ')}"`;
    const style = `fill="none" stroke="${this.#colour(this.strokeStyle)}" stroke-width="${round(width)}" stroke-linecap="${this.lineCap}" stroke-linejoin="${this.lineJoin}"`;
    this.#elements.push(`<path ${this.#outline(path)} ${style}${dash}/>`);
  }

  fillText(text: string, x: number, y: number): void {
    const [, weight = '400', size = '11'] = /^(\d+) ([\d.]+)px /.exec(this.font) ?? [];
    const font = `font-family="${families}" font-weight="${weight}" font-size="${round(Number(size) * this.#scale)}"`;
    const place = `x="${round(x * this.#scale + this.#x)}" y="${round(y * this.#scale + this.#y)}"`;
    const middle = this.textBaseline === 'middle' ? ' dominant-baseline="central"' : '';
    const anchor = anchors[this.textAlign];
    const align = anchor === undefined ? '' : ` text-anchor="${anchor}"`;
    this.#elements.push(`<text ${place} ${font}${middle}${align} fill="${this.#colour(this.fillStyle)}">${escaped(text)}</text>`);
  }

  measureText(text: string): TextMetrics {
    this.#measure.font = this.font;
    return this.#measure.measureText(text);
  }

  #point(x: number, y: number): string {
    return `${round(x * this.#scale + this.#x)} ${round(y * this.#scale + this.#y)}`;
  }

  #outline(path: Path2D | undefined): string {
    if (path === undefined) return `d="${this.#path.join('')}"`;
    return `d="${textOf(path)}" transform="translate(${round(this.#x)} ${round(this.#y)}) scale(${this.#scale})"`;
  }

  #colour(style: Pen['fillStyle']): string {
    return typeof style === 'string' ? style : 'url(#hatch)';
  }
}
