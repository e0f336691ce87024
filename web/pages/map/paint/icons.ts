import type { Drawn } from '../../../ui/entity/kind-words.ts';
import { outlineOf } from './outline.ts';

/** Of the map's own marks, beside those of entities. */
export type IconName = Drawn | 'group';

/** Outlines of the icons in their box of 24 × 24, as text: what the page reads and the worker is sent. */
export type IconTexts = Readonly<Partial<Record<IconName, string>>>;
export type IconPaths = ReadonlyMap<string, Path2D>;

const number = (element: Element, name: string): number => Number(element.getAttribute(name) ?? 0);

function ellipse(element: Element, rx: number, ry: number): string {
  const [x, y] = [number(element, 'cx'), number(element, 'cy')];
  return `M${x - rx} ${y}a${rx} ${ry} 0 1 0 ${2 * rx} 0a${rx} ${ry} 0 1 0 ${-2 * rx} 0Z`;
}

function rectangle(element: Element): string {
  const [x, y, width, height] = [number(element, 'x'), number(element, 'y'), number(element, 'width'), number(element, 'height')];
  const r = number(element, 'rx');
  const corner = (dx: number, dy: number) => `a${r} ${r} 0 0 1 ${dx} ${dy}`;
  return `M${x + r} ${y}h${width - 2 * r}${corner(r, r)}v${height - 2 * r}${corner(-r, r)}h${2 * r - width}${corner(-r, -r)}v${2 * r - height}${corner(r, -r)}Z`;
}

function textFrom(element: Element): string {
  switch (element.tagName) {
    case 'path':
      // A path may begin with a relative move, which is from the origin only where nothing stands before it.
      return `M0 0${element.getAttribute('d') ?? ''}`;
    case 'circle':
      return ellipse(element, number(element, 'r'), number(element, 'r'));
    case 'ellipse':
      return ellipse(element, number(element, 'rx'), number(element, 'ry'));
    case 'rect':
      return rectangle(element);
    case 'line':
      return `M${number(element, 'x1')} ${number(element, 'y1')}L${number(element, 'x2')} ${number(element, 'y2')}`;
    default:
      throw new Error(`drawing an icon with an element "${element.tagName}"`);
  }
}

/** Reads the icons that React rendered, so that the canvas and the rest of the page show the same ones. */
export function readIcons(sprite: Element): IconTexts {
  const holders = [...sprite.querySelectorAll<HTMLElement>('[data-kind]')];
  return Object.fromEntries(holders.map((holder) => [holder.dataset.kind, [...holder.querySelectorAll('svg > *')].map(textFrom).join('')]));
}

export const iconPaths = (texts: IconTexts): IconPaths => new Map(Object.entries(texts).map(([name, text = '']) => [name, outlineOf(text)]));
