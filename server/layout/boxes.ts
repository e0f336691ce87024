import { type Place, pointOf, rowHalves } from './grid.ts';
import { aspect } from './inside.ts';

/** What a group takes up: the first and the last of its columns and half rows. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Between two groups: an empty column for what runs there, and in height a header, an edge and a gutter. */
const columnsApart = 2;
const halvesApart = 6;
/** A card that is in no group keeps a smaller distance: it has no header. */
const halvesAbove = 5;

export const boxAround = (places: readonly Place[]): Box => ({
  left: Math.min(...places.map(({ column }) => column)),
  top: Math.min(...places.map(({ halfRow }) => halfRow)),
  right: Math.max(...places.map(({ column }) => column)),
  bottom: Math.max(...places.map(({ halfRow }) => halfRow)),
});

export const grown = (box: Box, { column, halfRow }: Place): Box => ({
  left: Math.min(box.left, column),
  top: Math.min(box.top, halfRow),
  right: Math.max(box.right, column),
  bottom: Math.max(box.bottom, halfRow),
});

/** Around both. */
export const around = (a: Box, b: Box): Box => grown(grown(a, { column: b.left, halfRow: b.top }), { column: b.right, halfRow: b.bottom });

/** Whether two groups come too near to each other. */
export function collide(a: Box, b: Box): boolean {
  return a.left - b.right < columnsApart && b.left - a.right < columnsApart && a.top - b.bottom < halvesApart && b.top - a.bottom < halvesApart;
}

/** Whether a card that is not of the group stands in it or too near. */
export function intrudes({ column, halfRow }: Place, { left, right, top, bottom }: Box): boolean {
  return column >= left && column <= right && top - halfRow < halvesAbove && halfRow - bottom < halvesAbove - 1;
}

const edgePx = 16;
const headerPx = 44;
export const card = { width: 144, height: 48 };

/** As it is drawn: around its cards, with an edge and a header. */
export function outline({ left, top, right, bottom }: Box): { x: number; y: number; width: number; height: number } {
  const first = pointOf({ column: left, halfRow: top });
  const last = pointOf({ column: right, halfRow: bottom });
  return {
    x: first.x - edgePx,
    y: first.y - headerPx,
    width: last.x + card.width - first.x + 2 * edgePx,
    height: last.y + card.height - first.y + headerPx + edgePx,
  };
}

const at = (shape: Box, left: number, top: number): Box => ({ left, top, right: left + shape.right - shape.left, bottom: top + shape.bottom - shape.top });

const centreOf = ({ left, top, right, bottom }: Box) => {
  const { x, y } = pointOf({ column: (left + right) / 2, halfRow: (top + bottom) / 2 });
  return { x, y };
};

/** Who is linked to a group that is to be placed, and how strongly. */
export interface Pull {
  readonly box: Box;
  readonly links: number;
  /** Whether the group calls it; else it is called by it. */
  readonly called: boolean;
}

/** How far a callee would stand left of its caller's right side, in columns. */
const backward = (caller: Box, callee: Box) => Math.max(0, caller.right + columnsApart - callee.left);

/** What a place costs: the size of the map that it makes, and the ways of its links, those against the flow twice. */
export function costOf(box: Box, extent: Box, pulls: readonly Pull[], weight = wayWeight): number {
  const { x: width, y: height } = pointOf({
    column: Math.max(extent.right, box.right) - Math.min(extent.left, box.left) + 1,
    halfRow: Math.max(extent.bottom, box.bottom) - Math.min(extent.top, box.top) + rowHalves,
  });
  const total = pulls.reduce((sum, { links }) => sum + links, 0);
  const { x: columnPx } = pointOf({ column: 1, halfRow: 0 });
  const centre = centreOf(box);
  const way = pulls.reduce((sum, pull) => {
    const there = centreOf(pull.box);
    const against = (pull.called ? backward(box, pull.box) : backward(pull.box, box)) * columnPx;
    return sum + pull.links * (Math.hypot((there.x - centre.x) / aspect, there.y - centre.y) + against);
  }, 0);
  return Math.max(width / aspect, height) + (total === 0 ? 0 : (weight * way) / total);
}

/** How much a way counts beside the size of the map. */
export const wayWeight = 0.5;
/** Beyond so many boxes each corner is by one of them; among fewer it may be beside one and above another. */
const mostMixed = 24;

/** Corners at which a box may stand: beside, above and below those that stand already. */
function cornersOf(shape: Box, standing: readonly Box[]): readonly (readonly [left: number, top: number])[] {
  const each = standing.flatMap((box) => cornersBy(shape, box));
  if (standing.length > mostMixed) return each;
  const lefts = new Set(each.map(([left]) => left));
  const tops = new Set(each.map(([, top]) => top));
  return [...lefts].flatMap((left) => [...tops].map((top) => [left, top] as const));
}

function cornersBy(shape: Box, box: Box): readonly (readonly [left: number, top: number])[] {
  const width = shape.right - shape.left;
  const height = shape.bottom - shape.top;
  const rightOf = box.right + columnsApart;
  const leftOf = box.left - columnsApart - width;
  const below = box.bottom + halvesApart;
  const above = box.top - halvesApart - height;
  const tops = [box.top, box.bottom - height];
  return [...tops.flatMap((top) => [[rightOf, top] as const, [leftOf, top] as const]), [box.left, below], [box.left, above]];
}

/** Where a box of that shape stands best among those that stand and the cards of no group. */
export function spotForBox(shape: Box, standing: readonly Box[], pulls: readonly Pull[], weight = wayWeight): Box {
  const [first, ...others] = standing;
  if (first === undefined) return at(shape, 0, 0);
  const extent = others.reduce(around, first);
  let best: Box | undefined;
  let bestCost = Number.POSITIVE_INFINITY;
  for (const [left, top] of cornersOf(shape, standing)) {
    const candidate = at(shape, left, top);
    const cost = costOf(candidate, extent, pulls, weight);
    if (cost < bestCost && !standing.some((other) => collide(candidate, other))) [best, bestCost] = [candidate, cost];
  }
  return best ?? at(shape, extent.left, extent.bottom + halvesApart);
}

/** Right of all that stands, as high as its links pull it. */
export function spotBeside(shape: Box, standing: readonly Box[], pulls: readonly Pull[]): Box {
  const [first, ...others] = standing;
  if (first === undefined) return at(shape, 0, 0);
  const extent = others.reduce(around, first);
  const links = pulls.reduce((sum, pull) => sum + pull.links, 0);
  const middle =
    links === 0 ? (extent.top + extent.bottom) / 2 : pulls.reduce((sum, { box, links: weight }) => sum + (weight * (box.top + box.bottom)) / 2, 0) / links;
  return at(shape, extent.right + columnsApart, Math.round(middle - (shape.bottom - shape.top) / 2));
}
