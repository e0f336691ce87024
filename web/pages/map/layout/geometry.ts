export const cardSize = { width: 144, height: 48 } as const;

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Card extends Point {
  readonly id: string;
  readonly group?: string | undefined;
}

/** The outline of a group. */
export interface Enclosure extends Point {
  readonly id: string;
  readonly width: number;
  readonly height: number;
}

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export const boxOfCard = ({ x, y }: Point): Box => ({ left: x, top: y, right: x + cardSize.width, bottom: y + cardSize.height });
export const boxOfEnclosure = ({ x, y, width, height }: Enclosure): Box => ({ left: x, top: y, right: x + width, bottom: y + height });

export const holds = ({ left, top, right, bottom }: Box, { x, y }: Point): boolean => x >= left && x <= right && y >= top && y <= bottom;

/** Whether all of a box is in another. */
export const contains = (outer: Box, inner: Box): boolean =>
  inner.left >= outer.left && inner.right <= outer.right && inner.top >= outer.top && inner.bottom <= outer.bottom;

export const overlaps = (one: Box, other: Box): boolean => one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;

/** Around all of them; absent where there is none. */
export function boxAround(boxes: Iterable<Box>): Box | undefined {
  let around: { left: number; top: number; right: number; bottom: number } | undefined;
  for (const { left, top, right, bottom } of boxes) {
    around ??= { left, top, right, bottom };
    around.left = Math.min(around.left, left);
    around.top = Math.min(around.top, top);
    around.right = Math.max(around.right, right);
    around.bottom = Math.max(around.bottom, bottom);
  }
  return around;
}
