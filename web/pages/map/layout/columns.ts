import { type Card, cardSize, type Enclosure } from './geometry.ts';

export interface Gap {
  readonly low: number;
  readonly high: number;
}

interface Solid extends Gap {
  readonly group: string;
}

/** Cards that stand above each other, and where edges pass between them. */
export interface Column {
  readonly left: number;
  readonly right: number;
  /** Clear of cards without a group, and of groups as a whole. */
  readonly outside: readonly Gap[];
  /** Within a group that stands in the column: between its cards. */
  readonly inside: ReadonlyMap<string, readonly Gap[]>;
  readonly solids: readonly Solid[];
}

const gapMargin = 5;
/** Where there is room for so many lanes, they keep away from cards, and from the marks on their corners. */
const lanesPx = 24;
const roomyMargin = 12;
/** Clear of the name of a group, and of its edge. */
const headerPx = 34;
const edgePx = 3;

export const clamp = (y: number, { low, high }: Gap): number => Math.min(Math.max(y, low), high);

/** What is left of a range beside what stands in it; the order of what stands there does not matter. */
function gapsIn(range: Gap, standing: readonly Gap[]): Gap[] {
  const gaps: Gap[] = [];
  let { low } = range;
  for (const one of [...standing].sort((a, b) => a.low - b.low)) {
    if (one.low - gapMargin >= low) gaps.push({ low, high: Math.min(one.low - gapMargin, range.high) });
    low = Math.max(low, one.high + gapMargin);
  }
  if (low <= range.high) gaps.push({ low, high: range.high });
  return gaps.map(roomy);
}

function roomy({ low, high }: Gap): Gap {
  const more = Math.min(roomyMargin, Math.max(0, (high - low - lanesPx) / 2));
  return { low: low + more, high: high - more };
}

const everywhere: Gap = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };

function columnFrom(cards: readonly Card[], enclosures: readonly Enclosure[]): Column {
  const xs = cards.map(({ x }) => x);
  const left = Math.min(...xs);
  const right = Math.max(...xs) + cardSize.width;
  const covering = enclosures.filter((box) => box.x < right && box.x + box.width > left);
  const solids = covering.map(({ id, y, height }) => ({ group: id, low: y, high: y + height }));
  const spanOf = ({ y }: Card): Gap => ({ low: y, high: y + cardSize.height });
  const enclosed = new Set(covering.map(({ id }) => id));
  const alone = cards.filter(({ group }) => group === undefined || !enclosed.has(group)).map(spanOf);
  const members = Map.groupBy(cards, ({ group }) => group);
  const inside = solids.map(({ group, low, high }) => {
    const range = { low: low + headerPx, high: high - edgePx };
    return [group, gapsIn(range, (members.get(group) ?? []).map(spanOf))] as const;
  });
  return { left, right, outside: gapsIn(everywhere, [...alone, ...solids]), inside: new Map(inside), solids };
}

/** Columns from left to right, and in which each card stands. */
export function columnsOf(cards: readonly Card[], enclosures: readonly Enclosure[]): { columns: Column[]; columnOf: Map<string, number> } {
  const stacks: Card[][] = [];
  let right = Number.NEGATIVE_INFINITY;
  for (const card of [...cards].sort((a, b) => a.x - b.x)) {
    if (card.x >= right) stacks.push([]);
    stacks.at(-1)?.push(card);
    right = Math.max(right, card.x + cardSize.width);
  }
  const columnOf = new Map(stacks.flatMap((stack, index) => stack.map((card) => [card.id, index] as const)));
  return { columns: stacks.map((stack) => columnFrom(stack, enclosures)), columnOf };
}

/** Where an edge comes from, and in which groups its ends stand. */
export interface Passing {
  readonly before: Column | undefined;
  readonly y: number;
  readonly wish: number;
  readonly groups: readonly [client: string | undefined, server: string | undefined];
}

const throughGroup = 5000;

/** What it costs to come to a height: groups that are none of its ends' are not to be crossed on the way from the column before. */
function crossed({ solids }: Column, { before, y, groups }: Passing, to: number): number {
  const [low, high] = [Math.min(y, to), Math.max(y, to)];
  const between = solids.filter((solid) => solid.low < high && solid.high > low && !groups.includes(solid.group));
  return between.filter(({ group }) => before?.solids.some((solid) => solid.group === group)).length * throughGroup;
}

/** The gap in which an edge passes a column. An edge within a group stays in it. */
export function gapFor(column: Column, passing: Passing): Gap | undefined {
  const [client, server] = passing.groups;
  const own = [...new Set(passing.groups)].flatMap((group) => (group === undefined ? [] : (column.inside.get(group) ?? [])));
  const stays = client !== undefined && client === server && own.length > 0;
  const candidates = stays ? own : [...column.outside, ...own];
  let best: Gap | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const gap of candidates) {
    const y = clamp(passing.wish, gap);
    const cost = Math.abs(y - passing.wish) + crossed(column, passing, y);
    if (cost < least) [best, least] = [gap, cost];
  }
  return best;
}
