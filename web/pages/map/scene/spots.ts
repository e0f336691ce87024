import type { Box, Point } from '../layout/geometry.ts';
import { middleOfLongest } from '../layout/polyline.ts';
import { type Thing, thingKey } from '../model/thing.ts';
import { lineOfThing } from './scene.ts';
import { sentenceOf } from './sentence.ts';
import { type Direction, type End, isPlace, type Walkable, walk } from './walk.ts';

/** A place that the keyboard can stand on: what is said of it, and where each arrow key leads from there. */
export interface Spot {
  readonly thing: Thing;
  readonly says: string;
  /** In the world; of a line its middle. */
  readonly box: Box;
  /** The group that it is, or stands in. */
  readonly group?: { readonly id: string; readonly open: boolean };
  readonly next: Readonly<Record<End, Readonly<Partial<Record<Direction, Thing>>>>>;
}

const ends: readonly End[] = ['client', 'server'];
const directions: readonly Direction[] = ['left', 'right', 'up', 'down'];
/** So many places around are known, of a large map fewer, so that keys that are pressed fast wait for nothing. */
const most = 400;
const least = 24;
const manyCards = 160_000;

function waysFrom(walkable: Walkable, thing: Thing, end: End): Partial<Record<Direction, Thing>> {
  const ways = directions.flatMap((direction) => {
    const to = walk(walkable, thing, direction, end);
    return to === undefined ? [] : [[direction, to] as const];
  });
  return Object.fromEntries(ways);
}

function middleOf({ scene, ways }: Walkable, thing: Thing): Point {
  return lineOfThing(scene, thing)?.middle ?? middleOfLongest(ways.get(thing.id) ?? []);
}

function boxOf(walkable: Walkable, thing: Thing): Box {
  const { scene, far } = walkable;
  const group = thing.kind === 'group' ? scene.groupById.get(thing.id) : undefined;
  const place = scene.cardById.get(thing.id)?.box ?? (far ? group?.box : group?.header);
  if (place !== undefined) return place;
  const { x, y } = middleOf(walkable, thing);
  return { left: x, top: y, right: x, bottom: y };
}

function groupAround({ scene, far }: Walkable, { kind, id }: Thing): Pick<Spot, 'group'> {
  const group = scene.groupById.get((kind === 'node' ? scene.cardById.get(id)?.group : id) ?? '');
  return group === undefined ? {} : { group: { id: group.id, open: !(far || group.closed) } };
}

function spotAt(walkable: Walkable, thing: Thing): Spot {
  const client = waysFrom(walkable, thing, 'client');
  // By which end one came matters on a line alone.
  const server = isPlace(thing) ? client : waysFrom(walkable, thing, 'server');
  return { thing, says: sentenceOf(walkable, thing), box: boxOf(walkable, thing), ...groupAround(walkable, thing), next: { client, server } };
}

/** A place and those around it, the nearest first, by key. */
export function spotsAround(walkable: Walkable, thing: Thing): ReadonlyMap<string, Spot> {
  const { cards } = walkable.scene;
  const room = Math.min(Math.max(manyCards / cards.length, least), most);
  const spots = new Map<string, Spot>();
  const queue = [thing];
  for (let next = queue.shift(); next !== undefined && spots.size < room; next = queue.shift()) {
    const key = thingKey(next);
    if (spots.has(key)) continue;
    const spot = spotAt(walkable, next);
    spots.set(key, spot);
    queue.push(...ends.flatMap((end) => Object.values(spot.next[end])));
  }
  return spots;
}
