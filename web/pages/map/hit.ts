import { cardSize, type Point } from './routing.ts';
import type { Scene, SceneLine } from './scene.ts';
import type { Thing } from './thing.ts';

function distanceToPiece({ x, y }: Point, ax: number, ay: number, bx: number, by: number): number {
  const dx = bx - ax;
  const dy = by - ay;
  const long = dx * dx + dy * dy;
  const t = long === 0 ? 0 : Math.min(Math.max(((x - ax) * dx + (y - ay) * dy) / long, 0), 1);
  return Math.hypot(x - ax - t * dx, y - ay - t * dy);
}

function distanceTo({ points }: SceneLine, at: Point): number {
  let least = Number.POSITIVE_INFINITY;
  for (let index = 2; index < points.length; index += 2) {
    const [ax = 0, ay = 0, bx = 0, by = 0] = [points[index - 2], points[index - 1], points[index], points[index + 1]];
    least = Math.min(least, distanceToPiece(at, ax, ay, bx, by));
  }
  return least;
}

/** What is at a point of the world; cards win over edges, among edges the nearest. */
export function hit({ cards, lines }: Scene, at: Point, reach: number): Thing | undefined {
  const card = cards.findLast(({ x, y }) => at.x >= x && at.x <= x + cardSize.width && at.y >= y && at.y <= y + cardSize.height);
  if (card !== undefined) return { kind: 'node', id: card.id };
  let nearest: { thing: Thing; away: number } | undefined;
  for (const line of lines) {
    const { left, right, top, bottom } = line.box;
    if (at.x < left - reach || at.x > right + reach || at.y < top - reach || at.y > bottom + reach) continue;
    const away = distanceTo(line, at) - line.width / 2;
    if (away <= reach && away < (nearest?.away ?? Number.POSITIVE_INFINITY)) nearest = { thing: line.of.thing, away };
  }
  return nearest?.thing;
}
