import type { TopologyGroup } from '#contract/routes.ts';
import { type Box, boxAround } from '../layout/geometry.ts';
import type { MapLine } from '../model/lines.ts';
import type { MapModel } from '../model/model.ts';
import type { Thing } from '../model/thing.ts';
import { SceneCard } from './card.ts';
import { type Flow, type Flows, flowsOf } from './flows.ts';
import { SceneGroup } from './group.ts';
import { placeBriefs } from './labels.ts';
import { type RouteFor, SceneLine } from './line.ts';
import { isDetailed, type RouteBook } from './route-book.ts';

/** All that is painted, in world coordinates; what is hovered or selected comes on top of it. */
export interface Scene {
  readonly cards: readonly SceneCard[];
  readonly groups: readonly SceneGroup[];
  /** Cards in no group. */
  readonly alone: readonly SceneCard[];
  /** Drawn from card to card, beside those within groups. */
  readonly cross: readonly SceneLine[];
  /** Run as part of a flow, unless they are asked for; by the id of each of their ends. */
  readonly apart: ReadonlyMap<string, readonly SceneLine[]>;
  /** What leads from one group or lone card to another, where that is not drawn from card to card. */
  readonly flows: Flows;
  /** The same while every group is closed, because one is far away. */
  readonly farFlows: Flows;
  readonly cardById: ReadonlyMap<string, SceneCard>;
  /** By the id of the line, and of each edge in it. */
  readonly lineById: ReadonlyMap<string, SceneLine>;
  readonly groupById: ReadonlyMap<string, SceneGroup>;
  readonly box: Box | undefined;
  /** Whether something does not match, so that what does has to stand out. */
  readonly narrowed: boolean;
}

/** The line of an edge, of a pair, or of an edge that runs within a pair's line. */
export const lineOfThing = (scene: Scene, thing: Thing | undefined): SceneLine | undefined =>
  thing?.kind === 'edge' || thing?.kind === 'pair' ? scene.lineById.get(thing.id) : undefined;

export const flowOfThing = (scene: Scene, thing: Thing | undefined): Flow | undefined =>
  thing?.kind === 'flow' ? (scene.flows.byId.get(thing.id) ?? scene.farFlows.byId.get(thing.id)) : undefined;

/** The groups that a person closed over a node, or over an end of an edge. */
export function closedAround(scene: Scene, thing: Thing | undefined): readonly string[] {
  const line = lineOfThing(scene, thing);
  const ids = thing?.kind === 'node' ? [thing.id] : line === undefined ? [] : [line.of.client.id, line.of.server.id];
  const groups = new Set(ids.flatMap((id) => scene.cardById.get(id)?.group ?? []));
  return [...groups].filter((id) => scene.groupById.get(id)?.closed === true);
}

interface Sorted {
  readonly inner: ReadonlyMap<string, MapLine[]>;
  readonly cross: readonly MapLine[];
  /** Has an end in a closed group. */
  readonly hidden: readonly MapLine[];
}

function sortLines(lines: readonly MapLine[], groupOf: (node: string) => string | undefined, closed: ReadonlySet<string>): Sorted {
  const inner = new Map<string, MapLine[]>();
  const cross: MapLine[] = [];
  const hidden: MapLine[] = [];
  const isClosed = (group: string | undefined) => group !== undefined && closed.has(group);
  const placeFor = (client: string | undefined, server: string | undefined): MapLine[] => {
    if (client === undefined || client !== server) return isClosed(client) || isClosed(server) ? hidden : cross;
    const own = inner.get(client) ?? [];
    inner.set(client, own);
    return own;
  };
  for (const line of lines) placeFor(groupOf(line.client.id), groupOf(line.server.id)).push(line);
  return { inner, cross, hidden };
}

function indexOf(lines: readonly SceneLine[]): Map<string, SceneLine> {
  const index = new Map<string, SceneLine>();
  for (const line of lines) {
    index.set(line.id, line);
    for (const { id } of line.of.edges) index.set(id, line);
  }
  return index;
}

function byEnds(lines: readonly SceneLine[]): Map<string, SceneLine[]> {
  const ends = new Map<string, SceneLine[]>();
  for (const line of lines) {
    for (const id of new Set([line.of.client.id, line.of.server.id])) {
      const own = ends.get(id);
      if (own === undefined) ends.set(id, [line]);
      else own.push(line);
    }
  }
  return ends;
}

interface Plan extends Sorted {
  readonly cards: readonly SceneCard[];
  readonly groups: readonly TopologyGroup[];
  readonly members: ReadonlyMap<string | undefined, readonly SceneCard[]>;
  readonly detailed: boolean;
}

/** How the model is shown: which groups the person closed, and ids of what alerts fire about. */
interface Showing {
  readonly closed?: ReadonlySet<string>;
  readonly alerts?: ReadonlySet<string>;
}

const none: ReadonlySet<string> = new Set();

function planOf(model: MapModel, { closed = none, alerts = none }: Showing): Plan {
  const known = new Set(model.groups.map(({ id }) => id));
  const cards = model.nodes.map((of) => new SceneCard(of, model.highlight?.nodes.get(of.node.id), alerts.has(of.node.id)));
  const groupByNode = new Map(cards.map(({ id, group }) => [id, group !== undefined && known.has(group) ? group : undefined]));
  const members = Map.groupBy(cards, ({ id }) => groupByNode.get(id));
  const groups = model.groups.filter(({ id }) => members.has(id));
  const detailed = isDetailed(cards.length, model.lines.length);
  return { cards, groups, members, detailed, ...sortLines(model.lines, (node) => groupByNode.get(node), closed) };
}

/** How each kind of line finds its way: all together where they are few, else by group. */
function routesFor({ cards, groups, members, detailed, inner, cross }: Plan, book: RouteBook) {
  const standing = { cards, enclosures: groups };
  if (detailed) {
    let all: ReturnType<RouteBook['part']> | undefined;
    const shown = [...inner.values()].flat().concat(cross);
    const one: RouteFor = ({ thing }) => {
      all ??= book.part('', standing, shown);
      return all.get(thing.id);
    };
    return { within: () => one, cross: one };
  }
  const within = (group: string): RouteFor => {
    let own: ReturnType<RouteBook['part']> | undefined;
    return ({ thing }) => {
      own ??= book.part(group, { cards: members.get(group) ?? [], enclosures: groups.filter(({ id }) => id === group) }, inner.get(group) ?? []);
      return own.get(thing.id);
    };
  };
  return { within, cross: book.single(standing) };
}

/** Made when it is first asked for: what is not looked at costs nothing. */
function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function label(lines: readonly SceneLine[], { cards, groups }: { readonly cards: readonly SceneCard[]; readonly groups: readonly SceneGroup[] }): void {
  const outlines = groups.map(({ box }) => box);
  const places = placeBriefs(cards, outlines, lines);
  for (const line of lines) line.briefAt = places.get(line.id);
}

export function sceneOf(model: MapModel, book: RouteBook, showing: Showing = {}): Scene {
  const plan = planOf(model, showing);
  const { closed = none, alerts = none } = showing;
  const { cards, members, detailed, inner, cross, hidden } = plan;
  const routes = routesFor(plan, book);
  const drawnBy = (routeFor: RouteFor) => (line: MapLine) =>
    new SceneLine(
      line,
      routeFor,
      line.edges.map(({ id }) => model.highlight?.edges.get(id)).find((says) => says),
      line.edges.some(({ id }) => alerts.has(id)),
    );
  const groups = plan.groups.map((group) => {
    const lines = (inner.get(group.id) ?? []).map(drawnBy(routes.within(group.id)));
    return new SceneGroup(group, { cards: members.get(group.id) ?? [], lines, closed: closed.has(group.id) });
  });
  const alone = members.get(undefined) ?? [];
  const crossing = cross.map(drawnBy(routes.cross));
  const hiding = hidden.map(drawnBy(routes.cross));
  const drawn = detailed ? crossing : [];
  const open = groups.filter((group) => !group.closed);
  if (detailed) label([...open.flatMap((group) => group.lines), ...drawn], { cards, groups });
  const units = { groups, alone };
  const index = once(() => indexOf([...groups.flatMap((group) => group.lines), ...crossing, ...hiding]));
  const near = once(() => flowsOf(units, detailed ? hiding : [...crossing, ...hiding], model.windowSeconds));
  const far = once(() => flowsOf(units, [...crossing, ...hiding], model.windowSeconds, true));
  const apart = once(() => byEnds(detailed ? [] : crossing));
  return {
    cards,
    groups,
    alone,
    cross: drawn,
    get apart() {
      return apart();
    },
    get flows() {
      return near();
    },
    get farFlows() {
      return far();
    },
    cardById: new Map(cards.map((card) => [card.id, card])),
    get lineById() {
      return index();
    },
    groupById: new Map(groups.map((group) => [group.id, group])),
    box: boxAround([...cards.map(({ box }) => box), ...groups.map(({ box }) => box)]),
    narrowed: model.found !== undefined,
  };
}
