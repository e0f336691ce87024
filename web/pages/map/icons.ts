import type { Kind } from '../../ui/kind.tsx';

/** Outlines of the icons in their box of 24 × 24, for the canvas. */
export type IconPaths = ReadonlyMap<Kind, Path2D>;

const number = (element: Element, name: string): number => Number(element.getAttribute(name) ?? 0);

function addElement(path: Path2D, element: Element): void {
  switch (element.tagName) {
    case 'path':
      path.addPath(new Path2D(element.getAttribute('d') ?? ''));
      return;
    case 'circle': {
      const radius = number(element, 'r');
      path.moveTo(number(element, 'cx') + radius, number(element, 'cy'));
      path.arc(number(element, 'cx'), number(element, 'cy'), radius, 0, 2 * Math.PI);
      return;
    }
    case 'rect':
      path.roundRect(number(element, 'x'), number(element, 'y'), number(element, 'width'), number(element, 'height'), number(element, 'rx'));
      return;
    case 'line':
      path.moveTo(number(element, 'x1'), number(element, 'y1'));
      path.lineTo(number(element, 'x2'), number(element, 'y2'));
      return;
    default:
      throw new Error(`drawing an icon with an element "${element.tagName}"`);
  }
}

/** Reads the icons that React rendered, so that the canvas and the rest of the page show the same ones. */
export function readIcons(sprite: Element): IconPaths {
  const icons = [...sprite.querySelectorAll('[data-kind]')].map((holder) => {
    const path = new Path2D();
    for (const element of holder.querySelectorAll('svg > *')) addElement(path, element);
    return [(holder as HTMLElement).dataset.kind as Kind, path] as const;
  });
  return new Map(icons);
}
