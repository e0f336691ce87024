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

export const scaleLimits = { least: 0.02, most: 5 } as const;
export const sightMargin = 24;
/** At the upper right, what lies over the map: the small picture and the levels while it is not whole, from far away the levels. */
export const toolsSize = { width: 144, height: 224 } as const;
/** From far away there is room on both sides for names beside the outermost boxes. */
export const farMargin = 72;
/** What lies over a whole map is no higher. */
const fitTop = 48;

/** From it on a card is 90 px wide, and bears its name and a figure. */
export const legibleScale = 0.625;
/** From it on a card has room for its name, in two lines where it has to be. */
export const namesScale = 0.42;
/** From it on a card bears all that it says. */
export const fullScale = 0.8;
/** From it on a card opens: it has room for two of its processes. */
export const cardOpenScale = 2;

export const clampScale = (scale: number): number => Math.min(Math.max(scale, scaleLimits.least), scaleLimits.most);

function fitBetween(box: Box, frame: Frame, margin: { readonly left: number; readonly right: number }): View {
  const [width, height] = [box.right - box.left, box.bottom - box.top];
  const rightmost = frame.width - margin.right;
  const scale = clampScale(Math.min(1, (rightmost - margin.left) / width, (frame.height - fitTop - sightMargin) / height));
  const left = Math.min((frame.width - width * scale) / 2, rightmost - width * scale);
  const top = Math.max((frame.height - height * scale) / 2, fitTop);
  return { scale, x: left - box.left * scale, y: top - box.top * scale };
}

/** Everything in sight, in the middle as far as nothing lies under the tools, never larger than life. */
export function fit(box: Box, frame: Frame): View {
  const view = fitBetween(box, frame, { left: sightMargin, right: sightMargin });
  return isFar(view) ? fitBetween(box, frame, { left: farMargin, right: farMargin + toolsSize.width }) : view;
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

/** How much of the map stands in the frame, with a margin around it. */
export const roomIn = (scale: number, { width, height }: Frame): Frame => ({
  width: (width - 2 * sightMargin) / scale,
  height: (height - 2 * sightMargin) / scale,
});

/** The scale at which a box just fits into the frame. */
export function scaleFor({ left, top, right, bottom }: Box, frame: Frame): number {
  const { width, height } = roomIn(1, frame);
  return Math.min(width / (right - left), height / (bottom - top));
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

/** What was found for a view that looks from the corner of the world. */
export const moved = ({ left, top, right, bottom }: Box, { x, y }: View): Box => ({ left: left + x, top: top + y, right: right + x, bottom: bottom + y });

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

/** What is shown by itself: groups, what stands in them, or the processes of that. */
export const levels = ['groups', 'cards', 'processes'] as const;
export type Level = (typeof levels)[number];

/** `far`: groups stand for what is in them. */
export function levelOf({ scale }: View, far: boolean): Level {
  if (far) return 'groups';
  return scale >= cardOpenScale ? 'processes' : 'cards';
}

/** Where the switch to the processes leads: well beyond where cards open, so that some of each have room. */
export const processesLevelScale = cardOpenScale * 1.4;

/** The least way to a level: groups open or close where they do, and who comes from processes sees cards as large as they are. */
export function levelScale(level: Exclude<Level, 'processes'>, from: Level): number {
  if (level === 'groups') return openScale * 0.9;
  return from === 'groups' ? openScale * 1.3 : 1;
}

/** Whether all of a box is in the frame. */
export function isWhole(box: Box, { scale, x, y }: View, frame: Frame): boolean {
  return box.left * scale + x >= 0 && box.right * scale + x <= frame.width && box.top * scale + y >= 0 && box.bottom * scale + y <= frame.height;
}
