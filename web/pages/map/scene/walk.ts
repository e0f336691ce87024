import type { Box } from '../layout/geometry.ts';
import type { Thing } from '../model/thing.ts';
import type { SceneLine } from './line.ts';
import { lineOfThing, type Scene } from './scene.ts';

export type Direction = 'left' | 'right' | 'up' | 'down';
export type End = 'client' | 'server';

/** What one can stand on that has a place of its own: from far away only groups and what is in none. */
interface Stop {
  readonly thing: Thing;
  readonly box: Box;
}

export interface Walkable {
  readonly scene: Scene;
  readonly far: boolean;
}

const known = new WeakMap<Scene, { readonly near: readonly Stop[]; readonly far: readonly Stop[] }>();

function stopsOf({ scene, far }: Walkable): readonly Stop[] {
  const stops = known.get(scene) ?? { near: listStops(scene, false), far: listStops(scene, true) };
  known.set(scene, stops);
  return far ? stops.far : stops.near;
}

function listStops(scene: Scene, far: boolean): Stop[] {
  const cards = far ? scene.alone : scene.cards.filter(({ group }) => group === undefined || scene.groupById.get(group)?.closed !== true);
  const groups = scene.groups.filter(({ closed }) => far || closed);
  return [
    ...groups.map(({ id, plate, box }) => ({ thing: { kind: 'group', id } as const, box: far ? box : plate })),
    ...cards.map(({ id, box }) => ({ thing: { kind: 'node', id } as const, box })),
  ];
}

const sideways = 3;

/** The nearest in a direction; what stands aside of it counts as further away. */
function nearest(stops: readonly Stop[], from: Box, direction: Direction): Thing | undefined {
  const upright = direction === 'up' || direction === 'down';
  const sign = direction === 'down' || direction === 'right' ? 1 : -1;
  let best: { readonly thing: Thing; readonly away: number } | undefined;
  for (const { thing, box } of stops) {
    const [dx, dy] = [box.left - from.left, box.top - from.top];
    const [along, aside] = upright ? [dy * sign, Math.abs(dx)] : [dx * sign, Math.abs(dy)];
    const away = along + sideways * aside;
    if (along > 0 && away < (best?.away ?? Number.POSITIVE_INFINITY)) best = { thing, away };
  }
  return best?.thing;
}

const byHeight = (a: SceneLine, b: SceneLine): number => a.middle.y - b.middle.y || (a.id < b.id ? -1 : 1);

/** Lines that are drawn, or would be if one stood there. */
function linesAt({ scene }: Walkable, node: string, end: End): SceneLine[] {
  const group = scene.cardById.get(node)?.group;
  const inner = (group === undefined ? undefined : scene.groupById.get(group)?.lines) ?? [];
  const at = ({ of }: SceneLine) => of[end].id === node;
  return [...inner.filter(at), ...scene.cross.filter(at), ...(scene.apart.get(node) ?? []).filter(at)].sort(byHeight);
}

function fromPlace(walkable: Walkable, thing: Thing, direction: Direction): Thing | undefined {
  const stops = stopsOf(walkable);
  const here = stops.find((stop) => stop.thing.kind === thing.kind && stop.thing.id === thing.id);
  if (here === undefined) return undefined;
  if (thing.kind === 'group' || direction === 'up' || direction === 'down') return nearest(stops, here.box, direction);
  if (walkable.far) return nearest(stops, here.box, direction);
  return linesAt(walkable, thing.id, direction === 'right' ? 'client' : 'server')[0]?.thing;
}

/** Along an edge left and right; up and down to its neighbours at the end one came from. */
function fromLine(walkable: Walkable, thing: Thing, direction: Direction, cameBy: End): Thing | undefined {
  const line = lineOfThing(walkable.scene, thing);
  if (line === undefined) return undefined;
  if (direction === 'left') return { kind: 'node', id: line.of.client.id };
  if (direction === 'right') return { kind: 'node', id: line.of.server.id };
  const siblings = linesAt(walkable, line.of[cameBy].id, cameBy);
  return siblings[siblings.indexOf(line) + (direction === 'down' ? 1 : -1)]?.thing;
}

/** Where an arrow key leads: from a card to its edges, from an edge to its ends, from a group to its neighbours. */
export function walk(walkable: Walkable, from: Thing, direction: Direction, cameBy: End): Thing | undefined {
  return from.kind === 'node' || from.kind === 'group' ? fromPlace(walkable, from, direction) : fromLine(walkable, from, direction, cameBy);
}

/** Where Tab enters the map: what is furthest to the left, and there highest. */
export function firstThing(walkable: Walkable): Thing | undefined {
  let first: Stop | undefined;
  for (const stop of stopsOf(walkable)) {
    if (first === undefined || stop.box.left < first.box.left || (stop.box.left === first.box.left && stop.box.top < first.box.top)) first = stop;
  }
  return first?.thing;
}

/** Whether one can stand on it now. */
export function isThere({ scene, far }: Walkable, thing: Thing): boolean {
  if (thing.kind === 'group') return scene.groupById.has(thing.id) && (far || scene.groupById.get(thing.id)?.closed === true);
  if (far) return thing.kind === 'node' && scene.alone.some(({ id }) => id === thing.id);
  const open = (group: string | undefined) => group === undefined || scene.groupById.get(group)?.closed !== true;
  if (thing.kind === 'node') return scene.cardById.has(thing.id) && open(scene.cardById.get(thing.id)?.group);
  const line = lineOfThing(scene, thing);
  return line !== undefined && [line.of.client, line.of.server].every(({ id }) => open(scene.cardById.get(id)?.group));
}
