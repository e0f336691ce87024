import { type Column, clamp, columnsOf, type Gap, gapFor } from './columns.ts';
import { type Card, cardSize, type Enclosure, type Point } from './geometry.ts';

export interface Link {
  readonly id: string;
  readonly client: string;
  readonly server: string;
}

/** From the present point: a straight line, or a cubic with two control points. */
export type Piece = { readonly kind: 'line'; readonly to: Point } | { readonly kind: 'curve'; readonly out: Point; readonly in: Point; readonly to: Point };

export interface Route {
  readonly id: string;
  readonly start: Point;
  readonly pieces: readonly Piece[];
}

/** A column on the way, and the gap taken there. */
interface Pass {
  readonly column: Column;
  readonly gap: Gap;
  readonly wish: number;
  y: number;
}

interface Way {
  readonly link: Link;
  readonly from: Card;
  readonly to: Card;
  readonly backward: boolean;
  readonly passes: readonly Pass[];
  startY: number;
  endY: number;
}

const sidePad = 10;
const laneStep = 4;
const portStep = 9;
const arrowLength = 7;
const turn = 34;

const middle = (card: Card): number => card.y + cardSize.height / 2;

/** Forward edges pass the columns between; backward ones also those of both ends, on the way round. */
function passedColumns(from: number, to: number): number[] {
  if (to > from) return Array.from({ length: to - from - 1 }, (_, index) => from + 1 + index);
  return Array.from({ length: from - to + 1 }, (_, index) => from - index);
}

function wayOf(link: Link, from: Card, to: Card, indexes: readonly [number, number], columns: readonly Column[]): Way {
  const backward = indexes[1] <= indexes[0];
  const passed = passedColumns(...indexes).flatMap((index) => columns[index] ?? []);
  let y = middle(from);
  let before = columns[indexes[0]];
  const passes = passed.map((column, index) => {
    const left = passed.length - index;
    const wish = backward && index === 0 ? y + (middle(to) < y || from.id === to.id ? -1 : 1) * cardSize.height * 0.6 : y + (middle(to) - y) / (left + 1);
    const gap = gapFor(column, { before, y, wish, groups: [from.group, to.group] }) ?? { low: wish, high: wish };
    y = clamp(wish, gap);
    before = column;
    return { column, gap, wish, y };
  });
  return { link, from, to, backward, passes, startY: middle(from), endY: middle(to) };
}

/** Edges that share a gap lie side by side, in the order in which they would like to pass. */
function spreadLanes(ways: readonly Way[]): void {
  const shared = new Map<Gap, Pass[]>();
  for (const pass of ways.flatMap((way) => way.passes)) {
    const lanes = shared.get(pass.gap);
    if (lanes === undefined) shared.set(pass.gap, [pass]);
    else lanes.push(pass);
  }
  for (const [gap, lanes] of shared) {
    lanes.sort((a, b) => a.wish - b.wish);
    const step = lanes.length === 1 ? 0 : Math.min(laneStep, (gap.high - gap.low) / (lanes.length - 1));
    const half = ((lanes.length - 1) / 2) * step;
    const mean = lanes.reduce((sum, { y }) => sum + y, 0) / lanes.length;
    const centre = clamp(mean, { low: gap.low + half, high: gap.high - half });
    for (const [index, lane] of lanes.entries()) lane.y = centre - half + index * step;
  }
}

/** Edges leave and enter a card in the order of where they go, so that they don't cross at its side. */
function spreadPorts(ways: readonly Way[], end: 'from' | 'to'): void {
  const sides = new Map<string, Way[]>();
  for (const way of ways) {
    const side = sides.get(way[end].id);
    if (side === undefined) sides.set(way[end].id, [way]);
    else side.push(way);
  }
  const next = (way: Way) => (end === 'from' ? (way.passes[0]?.y ?? middle(way.to)) : (way.passes.at(-1)?.y ?? middle(way.from)));
  for (const side of sides.values()) {
    side.sort((a, b) => next(a) - next(b) || (a.link.id < b.link.id ? -1 : 1));
    const step = Math.min(portStep, (cardSize.height - 14) / Math.max(side.length - 1, 1));
    for (const [index, way] of side.entries()) {
      const y = middle(way[end]) + (index - (side.length - 1) / 2) * step;
      if (end === 'from') way.startY = y;
      else way.endY = y;
    }
  }
}

function curve(from: Point, to: Point): Piece {
  const reach = Math.max((to.x - from.x) / 2, 12);
  return { kind: 'curve', out: { x: from.x + reach, y: from.y }, in: { x: to.x - reach, y: to.y }, to };
}

/** Half a turn: leaves to one side, comes back towards where it came from. */
function uTurn(from: Point, to: Point, side: 1 | -1): Piece {
  const x = (side === 1 ? Math.max(from.x, to.x) : Math.min(from.x, to.x)) + side * turn;
  return { kind: 'curve', out: { x, y: from.y }, in: { x, y: to.y }, to };
}

function drawn(way: Way): Route {
  const start = { x: way.from.x + cardSize.width, y: way.startY };
  const end = { x: way.to.x - arrowLength, y: way.endY };
  const pieces: Piece[] = [];
  let at: Point = start;
  const follow = (piece: Piece) => {
    pieces.push(piece);
    at = piece.to;
  };
  for (const [index, { column, y }] of way.passes.entries()) {
    const near = { x: way.backward ? column.right + sidePad / 2 : column.left - sidePad, y };
    const far = { x: way.backward ? column.left - sidePad / 2 : column.right + sidePad, y };
    if (!way.backward) follow(curve(at, near));
    else if (index === 0) follow(uTurn(at, near, 1));
    else follow(backCurve(at, near));
    follow({ kind: 'line', to: far });
  }
  follow(way.backward ? uTurn(at, end, -1) : curve(at, end));
  return { id: way.link.id, start, pieces };
}

function backCurve(from: Point, to: Point): Piece {
  const reach = (from.x - to.x) / 2;
  return { kind: 'curve', out: { x: from.x - reach, y: from.y }, in: { x: to.x + reach, y: to.y }, to };
}

/** Routes the edges between cards that stand where they stand. */
export interface Router {
  route(links: readonly Link[]): Route[];
}

/**
 * Out of a card's right side, through the gaps between cards and beside groups, into a left side.
 * A function of the cards, groups and links alone: the same picture for everyone, however the answer was ordered.
 */
export function routerOf(cards: readonly Card[], enclosures: readonly Enclosure[] = []): Router {
  const { columns, columnOf } = columnsOf(cards, enclosures);
  const byId = new Map(cards.map((card) => [card.id, card]));
  return {
    route: (links) => {
      const ways = [...links]
        .sort((a, b) => (a.id < b.id ? -1 : 1))
        .flatMap((link) => {
          const from = byId.get(link.client);
          const to = byId.get(link.server);
          if (from === undefined || to === undefined) return [];
          return [wayOf(link, from, to, [columnOf.get(from.id) ?? 0, columnOf.get(to.id) ?? 0], columns)];
        });
      spreadLanes(ways);
      spreadPorts(ways, 'from');
      spreadPorts(ways, 'to');
      return ways.map(drawn);
    },
  };
}

const curveSteps = 14;

/** The route as a polyline, x and y in turn: for hit tests and for finding its middle. */
export function flatten({ start, pieces }: Route): number[] {
  const points = [start.x, start.y];
  let at = start;
  for (const piece of pieces) {
    if (piece.kind === 'line') points.push(piece.to.x, piece.to.y);
    else for (let step = 1; step <= curveSteps; step++) points.push(...along(at, piece, step / curveSteps));
    at = piece.to;
  }
  return points;
}

function along(from: Point, piece: Extract<Piece, { kind: 'curve' }>, t: number): [number, number] {
  const u = 1 - t;
  const mix = (a: number, b: number, c: number, d: number) => u * u * u * a + 3 * u * u * t * b + 3 * u * t * t * c + t * t * t * d;
  return [mix(from.x, piece.out.x, piece.in.x, piece.to.x), mix(from.y, piece.out.y, piece.in.y, piece.to.y)];
}
