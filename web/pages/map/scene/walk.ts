import type { Box, Point } from '../layout/geometry.ts';
import { middleOfLongest } from '../layout/polyline.ts';
import type { ProcessesById } from '../model/card-processes.ts';
import { sameThing, type Thing } from '../model/thing.ts';
import type { SceneLine } from './line.ts';
import { lineOfThing, type Scene } from './scene.ts';

export type Direction = 'left' | 'right' | 'up' | 'down';
export type End = 'client' | 'server';

/** What one can stand on that has a place of its own: groups, and the cards of those that are open; from far away none is. */
interface Stop {
  readonly thing: Thing;
  readonly box: Box;
  /** The name of an open group, over all of its columns. */
  readonly isHeader: boolean;
}

/** Where flows run, by their ids: one can stand on those that are drawn. */
export type Ways = ReadonlyMap<string, readonly Point[]>;

export interface Walkable {
  readonly scene: Scene;
  readonly far: boolean;
  readonly ways: Ways;
  /** Of the cards that one looks at from so near. */
  readonly processes?: ProcessesById;
}

export const isPlace = ({ kind }: Thing): boolean => kind === 'node' || kind === 'group';

const known = new WeakMap<Scene, { readonly near: readonly Stop[]; readonly far: readonly Stop[] }>();

function stopsOf({ scene, far }: Walkable): readonly Stop[] {
  const stops = known.get(scene) ?? { near: listStops(scene, false), far: listStops(scene, true) };
  known.set(scene, stops);
  return far ? stops.far : stops.near;
}

function listStops(scene: Scene, far: boolean): Stop[] {
  const cards = far ? scene.alone : scene.cards.filter(({ group }) => group === undefined || scene.groupById.get(group)?.closed !== true);
  return [
    ...scene.groups.map(({ id, header, box, closed }) => ({ thing: { kind: 'group', id } as const, box: far ? box : header, isHeader: !(far || closed) })),
    ...cards.map(({ id, box }) => ({ thing: { kind: 'node', id } as const, box, isHeader: false })),
  ];
}

const sideways = 3;

/** From column to column; a header is over all of them. */
function asideOf({ box, isHeader }: Stop, from: Box): number {
  return isHeader ? Math.max(box.left - from.left, from.left - box.right, 0) : Math.abs(box.left - from.left);
}

/** The nearest in a direction; what stands aside of it counts as further away. */
function nearest(stops: readonly Stop[], from: Box, direction: Direction): Thing | undefined {
  const upright = direction === 'up' || direction === 'down';
  const sign = direction === 'down' || direction === 'right' ? 1 : -1;
  let best: { readonly thing: Thing; readonly away: number } | undefined;
  for (const stop of stops) {
    const [dx, dy] = [stop.box.left - from.left, stop.box.top - from.top];
    const [along, aside] = upright ? [dy * sign, asideOf(stop, from)] : [dx * sign, Math.abs(dy)];
    const away = along + sideways * aside;
    if (along > 0 && away < (best?.away ?? Number.POSITIVE_INFINITY)) best = { thing: stop.thing, away };
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

const flowsOf = ({ scene, far }: Walkable) => (far ? scene.farFlows : scene.flows);

/** The flows that are drawn from or to a group, or a card in none. */
function flowsAt(walkable: Walkable, unit: string, end: End): Thing[] {
  if (walkable.ways.size === 0) return [];
  const { byId } = flowsOf(walkable);
  const own = [...walkable.ways].flatMap(([id, points]) => {
    const flow = byId.get(id);
    return flow?.[end].id === unit ? [{ thing: flow.thing, y: middleOfLongest(points).y }] : [];
  });
  return own.sort((a, b) => a.y - b.y || (a.thing.id < b.thing.id ? -1 : 1)).map(({ thing }) => thing);
}

/** What leads away from a place, or to it: its lines, then its flows. */
function leadsAt(walkable: Walkable, place: Thing, end: End): Thing[] {
  const lines = walkable.far || place.kind === 'group' ? [] : linesAt(walkable, place.id, end).map(({ thing }) => thing);
  return [...lines, ...flowsAt(walkable, place.id, end)];
}

function fromPlace(walkable: Walkable, thing: Thing, direction: Direction): Thing | undefined {
  const stops = stopsOf(walkable);
  const here = stops.find((stop) => sameThing(stop.thing, thing));
  if (here === undefined) return undefined;
  if (direction === 'up' || direction === 'down') return nearest(stops, here.box, direction);
  const [lead] = leadsAt(walkable, thing, direction === 'right' ? 'client' : 'server');
  return lead ?? (thing.kind === 'group' || walkable.far ? nearest(stops, here.box, direction) : undefined);
}

/** The places that a line or a flow leads from and to. */
function endsOf(walkable: Walkable, thing: Thing): Readonly<Record<End, Thing>> | undefined {
  const line = lineOfThing(walkable.scene, thing)?.of;
  const ends = line ?? (thing.kind === 'flow' ? flowsOf(walkable).byId.get(thing.id) : undefined);
  if (ends === undefined) return undefined;
  const place = ({ id }: { readonly id: string }): Thing => ({ kind: walkable.scene.groupById.has(id) ? 'group' : 'node', id });
  return { client: place(ends.client), server: place(ends.server) };
}

/** Left and right to its ends; up and down to its neighbours at the end one came from. */
function fromLead(walkable: Walkable, thing: Thing, direction: Direction, cameBy: End): Thing | undefined {
  const ends = endsOf(walkable, thing);
  if (ends === undefined) return undefined;
  if (direction === 'left') return ends.client;
  if (direction === 'right') return ends.server;
  const siblings = leadsAt(walkable, ends[cameBy], cameBy);
  const here = siblings.findIndex((one) => sameThing(one, lineOfThing(walkable.scene, thing)?.thing ?? thing));
  return here < 0 ? undefined : siblings[here + (direction === 'down' ? 1 : -1)];
}

/** Where an arrow key leads: from a card to its edges and from a group to its flows, from those to their ends; up and down to neighbours. */
export function walk(walkable: Walkable, from: Thing, direction: Direction, cameBy: End): Thing | undefined {
  return isPlace(from) ? fromPlace(walkable, from, direction) : fromLead(walkable, from, direction, cameBy);
}

/** Where Tab enters the map: what is furthest to the left, and there highest. The name of an open group says less than what is in it. */
export function firstThing(walkable: Walkable): Thing | undefined {
  let first: Stop | undefined;
  for (const stop of stopsOf(walkable)) {
    if (stop.isHeader) continue;
    if (first === undefined || stop.box.left < first.box.left || (stop.box.left === first.box.left && stop.box.top < first.box.top)) first = stop;
  }
  return first?.thing;
}

/** Whether one can stand on it now. */
function isThere(walkable: Walkable, thing: Thing): boolean {
  const { scene, far, ways } = walkable;
  if (thing.kind === 'group') return scene.groupById.has(thing.id);
  if (thing.kind === 'flow') return ways.has(thing.id) && flowsOf(walkable).byId.has(thing.id);
  if (far) return thing.kind === 'node' && scene.alone.some(({ id }) => id === thing.id);
  const open = (group: string | undefined) => group === undefined || scene.groupById.get(group)?.closed !== true;
  if (thing.kind === 'node') return scene.cardById.has(thing.id) && open(scene.cardById.get(thing.id)?.group);
  const line = lineOfThing(scene, thing);
  return line !== undefined && [line.of.client, line.of.server].every(({ id }) => open(scene.cardById.get(id)?.group));
}

/** Where the keyboard stands: where it stood, or on the group that has closed over that; else on what is selected, else where Tab enters. */
export function standing(walkable: Walkable, focused: Thing | undefined, selected: Thing | undefined): Thing | undefined {
  const group = focused?.kind === 'node' ? walkable.scene.cardById.get(focused.id)?.group : undefined;
  const wanted = [focused, group === undefined ? undefined : ({ kind: 'group', id: group } as const), selected];
  return wanted.find((thing) => thing !== undefined && isThere(walkable, thing)) ?? firstThing(walkable);
}
