import { type Box, boxAround, type Point } from '../layout/geometry.ts';
import { middleOfLongest } from '../layout/polyline.ts';
import type { Thing } from '../model/thing.ts';
import type { SceneGroup } from './group.ts';
import { flowOfThing, lineOfThing } from './scene.ts';
import type { Walkable } from './walk.ts';

const cornerPx = 160;

const boxOfPoint = ({ x, y }: Point): Box => ({ left: x, right: x, top: y, bottom: y });

/** Where its name begins: all of it may not fit. */
function cornerOf(group: SceneGroup | undefined): Box | undefined {
  return group && { ...group.header, right: Math.min(group.header.right, group.header.left + cornerPx) };
}

/** Where the middle of a flow is if it has a way of its own; else its ends, and what leads from one to the other. */
function boxOfFlow({ scene, ways }: Walkable, thing: Thing): Box | undefined {
  const way = ways.get(thing.id);
  if (way !== undefined) return boxOfPoint(middleOfLongest(way));
  return boxAround(
    (flowOfThing(scene, thing)?.lines ?? []).flatMap(({ of: { client, server } }) => [client, server].flatMap(({ id }) => scene.cardById.get(id)?.box ?? [])),
  );
}

/** Where a thing is on the map, or of an open group where its name begins. */
export function boxOfThing(walkable: Walkable, thing: Thing): Box | undefined {
  const { scene, far } = walkable;
  if (thing.kind === 'node') return scene.cardById.get(thing.id)?.box;
  if (thing.kind === 'group') return far ? scene.groupById.get(thing.id)?.box : cornerOf(scene.groupById.get(thing.id));
  if (thing.kind === 'flow') return boxOfFlow(walkable, thing);
  const line = lineOfThing(scene, thing);
  if (line === undefined) return undefined;
  const ends = [line.of.client.id, line.of.server.id].flatMap((id) => scene.cardById.get(id)?.box ?? []);
  return boxAround([line.box, ...ends]);
}

interface Room {
  readonly width: number;
  readonly height: number;
}

/** What is to be in sight; with `begins`, where it has no room, as much of it as has, from its upper left corner on: there its name begins. */
export interface Sought extends Box {
  readonly begins?: true;
}

/** As much of it as is to be in sight where there is so much room. */
export function partInRoom({ begins, ...box }: Sought, { width, height }: Room): Box {
  const { left, top, right, bottom } = box;
  return begins === undefined ? box : { left, top, right: Math.min(right, left + width), bottom: Math.min(bottom, top + height) };
}

/** Where what is selected is; of a group all that is drawn of it. */
export function boxOfSelected(walkable: Walkable, thing: Thing): Sought | undefined {
  const group = thing.kind === 'group' ? walkable.scene.groupById.get(thing.id) : undefined;
  return group === undefined ? boxOfThing(walkable, thing) : { ...(walkable.far ? group.box : group.plate), begins: true };
}
