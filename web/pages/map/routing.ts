/** Where edges run, given where the cards stand: out of a card's right side, through the gaps between cards, into a left side. */

export const cardSize = { width: 144, height: 48 } as const;

export interface Card {
  readonly id: string;
  readonly x: number;
  readonly y: number;
}

export interface Link {
  readonly id: string;
  readonly client: string;
  readonly server: string;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** From the present point: a straight line, or a cubic with two control points. */
export type Piece = { readonly kind: 'line'; readonly to: Point } | { readonly kind: 'curve'; readonly out: Point; readonly in: Point; readonly to: Point };

export interface Route {
  readonly id: string;
  readonly start: Point;
  readonly pieces: readonly Piece[];
}

interface Gap {
  readonly low: number;
  readonly high: number;
}

interface Column {
  readonly left: number;
  readonly right: number;
  readonly gaps: readonly Gap[];
}

/** A column on the way, and the gap taken there. */
interface Pass {
  readonly column: Column;
  readonly gap: number;
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

const gapMargin = 5;
const sidePad = 10;
const laneStep = 4;
const portStep = 9;
const arrowLength = 7;
const turn = 34;

function columnsOf(cards: readonly Card[]): { columns: Column[]; columnOf: Map<string, number> } {
  const groups: Card[][] = [];
  let right = Number.NEGATIVE_INFINITY;
  for (const card of [...cards].sort((a, b) => a.x - b.x)) {
    if (card.x >= right) groups.push([]);
    groups.at(-1)?.push(card);
    right = Math.max(right, card.x + cardSize.width);
  }
  const columnOf = new Map(groups.flatMap((group, index) => group.map((card) => [card.id, index] as const)));
  return { columns: groups.map(columnFrom), columnOf };
}

function columnFrom(group: readonly Card[]): Column {
  const tops = group.map(({ y }) => y).sort((a, b) => a - b);
  const gaps: Gap[] = [];
  let low = Number.NEGATIVE_INFINITY;
  for (const top of tops) {
    if (top - gapMargin >= low) gaps.push({ low, high: top - gapMargin });
    low = Math.max(low, top + cardSize.height + gapMargin);
  }
  gaps.push({ low, high: Number.POSITIVE_INFINITY });
  const xs = group.map(({ x }) => x);
  return { left: Math.min(...xs), right: Math.max(...xs) + cardSize.width, gaps };
}

const clamp = (y: number, { low, high }: Gap): number => Math.min(Math.max(y, low), high);

function nearestGap(column: Column, y: number): number {
  let best = 0;
  let distance = Number.POSITIVE_INFINITY;
  for (const [index, gap] of column.gaps.entries()) {
    const away = Math.abs(clamp(y, gap) - y);
    if (away < distance) [best, distance] = [index, away];
  }
  return best;
}

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
  const passes = passed.map((column, index) => {
    const left = passed.length - index;
    const wish = backward && index === 0 ? y + (middle(to) < y || from.id === to.id ? -1 : 1) * cardSize.height * 0.6 : y + (middle(to) - y) / (left + 1);
    const gap = nearestGap(column, wish);
    y = clamp(wish, column.gaps[gap] ?? { low: wish, high: wish });
    return { column, gap, wish, y };
  });
  return { link, from, to, backward, passes, startY: middle(from), endY: middle(to) };
}

/** Edges that share a gap lie side by side, in the order in which they would like to pass. */
function spreadLanes(ways: readonly Way[]): void {
  const shared = new Map<Gap, Pass[]>();
  for (const pass of ways.flatMap((way) => way.passes)) {
    const gap = pass.column.gaps[pass.gap];
    if (gap === undefined) continue;
    const lanes = shared.get(gap);
    if (lanes === undefined) shared.set(gap, [pass]);
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

/** A function of the cards and links alone: the same picture for everyone, however the answer was ordered. */
export function routeEdges(cards: readonly Card[], links: readonly Link[]): Route[] {
  const { columns, columnOf } = columnsOf(cards);
  const byId = new Map(cards.map((card) => [card.id, card]));
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
