import { type Box, holds, type Point } from '../layout/geometry.ts';
import type { Thing } from '../model/thing.ts';
import type { Flows } from '../scene/flows.ts';
import type { SceneLine } from '../scene/line.ts';
import type { Trunks } from '../scene/trunks.ts';
import { headerOf, titleOf } from './groups.ts';
import type { InSight } from './paint.ts';
import { farBox, toScreen, type View } from './view.ts';

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

interface Near {
  readonly thing: Thing;
  readonly away: number;
}

const nearer = (one: Near | undefined, other: Near): Near => (one !== undefined && one.away <= other.away ? one : other);

function lineAt(lines: readonly SceneLine[], at: Point, reach: number): Thing | undefined {
  let nearest: Near | undefined;
  for (const line of lines) {
    const { left, right, top, bottom } = line.box;
    if (at.x < left - reach || at.x > right + reach || at.y < top - reach || at.y > bottom + reach) continue;
    const away = distanceTo(line, at) - line.width / 2;
    if (away <= reach) nearest = nearer(nearest, { thing: line.thing, away });
  }
  return nearest?.thing;
}

/** Of flows that run in one trunk the largest is meant. */
function flowAt({ all }: Flows, { routes }: Trunks, at: Point, reach: number): Thing | undefined {
  for (const { thing } of all) {
    const points = routes.get(thing.id) ?? [];
    const touches = points.some((to, index) => {
      const from = points[index - 1];
      return from !== undefined && distanceToPiece(at, from.x, from.y, to.x, to.y) <= reach;
    });
    if (touches) return thing;
  }
  return undefined;
}

export interface Target {
  readonly seen: InSight;
  readonly trunks: Trunks;
  readonly view: View;
  /** What is in sight, in screen pixels. */
  readonly sight: Box;
}

const screenPoint = ({ scale, x, y }: View, at: Point): Point => ({ x: at.x * scale + x, y: at.y * scale + y });

/** What is at a point of the world; cards win over edges, among edges the nearest. */
export function hit({ seen, trunks, view, sight }: Target, at: Point, reach: number): Thing | undefined {
  const card = seen.cards.findLast(({ box }) => holds(box, at));
  if (card !== undefined) return { kind: 'node', id: card.id };
  const line = lineAt(seen.lines, at, reach);
  if (line !== undefined) return line;
  const onScreen = screenPoint(view, at);
  const closed = seen.closed.findLast((one) => (seen.far ? holds(farBox(view, one), onScreen) : holds(one.plate, at)));
  const group = closed ?? seen.open.find(({ box }) => holds(headerOf({ scale: view.scale, sight }, toScreen(view, box)), onScreen));
  return group === undefined ? flowAt(seen.flows, trunks, at, reach) : { kind: 'group', id: group.id };
}

/** Whether the name of a group is at a point of the world: what is beside it opens and closes the group. */
export function isTitle({ seen, view, sight }: Target, group: string, at: Point): boolean {
  if (seen.far) return false;
  const found = [...seen.open, ...seen.closed].find(({ id }) => id === group);
  const title = found && titleOf({ scale: view.scale, sight }, found, toScreen(view, found.plate));
  return title !== undefined && holds(title, screenPoint(view, at));
}
