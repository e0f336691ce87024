import type { Box, Point } from '../layout/geometry.ts';

/** screen = world × scale + (x, y) */
export interface View {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

/** What of the canvas is not under the panel. */
export interface Frame {
  readonly width: number;
  readonly height: number;
}

export const scaleLimits = { least: 0.02, most: 2.5 } as const;
const sightMargin = 24;
/** At the right, where the small picture lies over a map that is not whole. */
const toolsWidth = 144;
const fitMargin = { x: 64, y: 48 } as const;

/** From it on a card is 90 px wide, and bears its name. */
export const legibleScale = 0.625;

export const clampScale = (scale: number): number => Math.min(Math.max(scale, scaleLimits.least), scaleLimits.most);

/** Everything in sight and in the middle, never larger than life. */
export function fit(box: Box, frame: Frame): View {
  const width = box.right - box.left;
  const height = box.bottom - box.top;
  const scale = clampScale(Math.min(1, (frame.width - 2 * fitMargin.x) / width, (frame.height - 2 * fitMargin.y) / height));
  return { scale, x: frame.width / 2 - ((box.left + box.right) / 2) * scale, y: frame.height / 2 - ((box.top + box.bottom) / 2) * scale };
}

/** As large as it has to be to be read; what has no room then is right and below. */
export function fitLegibly(box: Box, frame: Frame): View {
  const whole = fit(box, frame);
  if (whole.scale >= legibleScale) return whole;
  const begin = (low: number, high: number, room: number): number => {
    const long = (high - low) * legibleScale;
    return Math.max((room - long) / 2, sightMargin) - low * legibleScale;
  };
  return { scale: legibleScale, x: begin(box.left, box.right, frame.width - toolsWidth), y: begin(box.top, box.bottom, frame.height) };
}

/** What is under the pointer stays under it. */
export function zoomAt(view: View, at: Point, factor: number): View {
  const scale = clampScale(view.scale * factor);
  const ratio = scale / view.scale;
  return { scale, x: at.x - (at.x - view.x) * ratio, y: at.y - (at.y - view.y) * ratio };
}

export const toWorld = (view: View, at: Point): Point => ({ x: (at.x - view.x) / view.scale, y: (at.y - view.y) / view.scale });

/** The least move that brings a box into the frame; one that is larger than the frame is centred. */
export function keepInSight(view: View, box: Box, frame: Frame): View {
  const shift = (low: number, high: number, room: number): number => {
    if (high - low > room - 2 * sightMargin) return room / 2 - (low + high) / 2;
    if (low < sightMargin) return sightMargin - low;
    return high > room - sightMargin ? room - sightMargin - high : 0;
  };
  const dx = shift(box.left * view.scale + view.x, box.right * view.scale + view.x, frame.width);
  const dy = shift(box.top * view.scale + view.y, box.bottom * view.scale + view.y, frame.height);
  return { ...view, x: view.x + dx, y: view.y + dy };
}

/** Whether a box has any part in the frame. */
export function inFrame(view: View, box: Box, frame: Frame): boolean {
  const { scale, x, y } = view;
  return box.right * scale + x >= 0 && box.left * scale + x <= frame.width && box.bottom * scale + y >= 0 && box.top * scale + y <= frame.height;
}

export const toScreen = ({ x, y, scale }: View, { left, top, right, bottom }: Box): Box => ({
  left: left * scale + x,
  top: top * scale + y,
  right: right * scale + x,
  bottom: bottom * scale + y,
});

const leastFar = { width: 68, height: 20 } as const;

/** Where a group stands on the screen from far away: what is outside has to be found however little stands there, and has room at its right. */
export function farBox(view: View, { kind, box }: { readonly kind: string; readonly box: Box }): Box {
  const { left, top, right, bottom } = toScreen(view, box);
  if (kind !== 'external') return { left, top, right, bottom };
  const above = Math.max(leastFar.height - (bottom - top), 0) / 2;
  return { left, top: top - above, right: Math.max(right, left + leastFar.width), bottom: bottom + above };
}

/** From which on a group shows its members: the width of a card on the screen, and with it the scale. */
const cardPx = 144;
const openFromPx = 14;
const innerFromPx = 18;

/** How much of the world is shown: groups as a whole, blocks, then cards with more and more on them. */
export const isFar = ({ scale }: View): boolean => scale * cardPx < openFromPx;
/** The scale at which groups open. */
export const openScale = openFromPx / cardPx;
export const showsInner = ({ scale }: View): boolean => scale * cardPx >= innerFromPx;

/** Whether all of a box is in the frame. */
export function isWhole(box: Box, { scale, x, y }: View, frame: Frame): boolean {
  return box.left * scale + x >= 0 && box.right * scale + x <= frame.width && box.top * scale + y >= 0 && box.bottom * scale + y <= frame.height;
}
