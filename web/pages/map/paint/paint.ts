/** The scene as a picture: what of it is in sight from where one looks, painted from the back to the front. */

import type { Box } from '../layout/geometry.ts';
import type { ProcessesById } from '../model/card-processes.ts';
import type { Thing } from '../model/thing.ts';
import type { SceneCard } from '../scene/card.ts';
import type { Flow, Flows } from '../scene/flows.ts';
import type { SceneGroup } from '../scene/group.ts';
import type { SceneLine } from '../scene/line.ts';
import { flowOfThing, lineOfThing, type Scene } from '../scene/scene.ts';
import type { Trunks } from '../scene/trunks.ts';
import { type CardPainter, detailAt, paintBlocks, paintCard, paintHalo } from './cards.ts';
import { paintFar } from './far.ts';
import { namesBeside, paintNameBeside } from './far-names.ts';
import { areFew, type FlowPainter, flagged, labelledFlow, paintFlow, paintHeads, paintTrunks, paintWords } from './flows.ts';
import type { GroupPainter } from './group-plate.ts';
import { coveredByName, paintClosed, paintHeader, paintOpenPlate } from './groups.ts';
import { paintHovered } from './hover.ts';
import { briefScale, type Emphasis, type LinePainter, lineOrder, paintBrief, paintLabel, paintLine, paintThinLines } from './lines.ts';
import { nameBlocks } from './named-blocks.ts';
import { paintNearCard } from './near-card.ts';
import type { Brush } from './pen.ts';
import { markBlocks, unwellOf } from './unwell.ts';
import { type Frame, farBox, inFrame, isFar, levelOf, moved, showsInner, toScreen, type View } from './view.ts';

const cardAway = 2;
/** Cards wider than this on the screen have lines of their own width, with heads. */
const thinBelow = 0.28;
const mostThinLines = 2500;

/** What one looks at, and from where. */
export interface Looked {
  readonly scene: Scene;
  readonly view: View;
  readonly size: Frame;
  readonly selected: Thing | undefined;
  readonly hovered: Thing | undefined;
}

export interface Shot extends Brush, Looked {
  readonly ratio: number;
  readonly trunks: Trunks;
  readonly processes: ProcessesById;
}

/** What of the scene is in sight, at this distance. */
export interface InSight {
  readonly far: boolean;
  readonly open: readonly SceneGroup[];
  readonly closed: readonly SceneGroup[];
  readonly cards: readonly SceneCard[];
  readonly lines: readonly SceneLine[];
  readonly flows: Flows;
}

/** Beyond so many none would be told from another. */
const mostOfFlow = 100;

/** What the selected flow consists of, where it leads between two open groups. */
function linesOfFlow({ scene, selected }: Pick<Looked, 'scene' | 'selected'>): readonly SceneLine[] {
  const flow = flowOfThing(scene, selected);
  const isClosed = ({ id }: { readonly id: string }) => scene.groupById.get(id)?.closed === true;
  return flow === undefined || isClosed(flow.client) || isClosed(flow.server) ? [] : flow.largest(mostOfFlow);
}

/** Lines that are drawn since something they lead to is pointed at, or all of them together are. */
function asked({ scene, selected, hovered }: Looked): SceneLine[] {
  const apart = [selected, hovered].flatMap((thing) => {
    if (thing?.kind === 'node') return scene.apart.get(thing.id) ?? [];
    const line = lineOfThing(scene, thing);
    return line !== undefined && scene.apart.get(line.of.client.id)?.includes(line) ? [line] : [];
  });
  return [...apart, ...linesOfFlow({ scene, selected })];
}

export function inSight(shot: Looked): InSight {
  const { scene, view, size } = shot;
  const far = isFar(view) && scene.groups.length > 0;
  const groups = scene.groups.filter((group) => inFrame(view, far ? group.box : group.plate, size));
  const open = groups.filter((group) => !(far || group.closed));
  // What is outside is drawn larger than it is, over its neighbours.
  const closed = groups.filter((group) => far || group.closed).sort((a, b) => Number(a.kind === 'external') - Number(b.kind === 'external'));
  const cards = [...scene.alone, ...open.flatMap((group) => group.cards)].filter(({ box }) => inFrame(view, box, size));
  const inner = showsInner(view) ? open.flatMap((group) => group.lines) : [];
  const named = far ? [] : [...scene.cross, ...asked(shot)];
  const lines = [...inner, ...new Set(named)].filter(({ box }) => inFrame(view, box, size));
  return {
    ...{ far, open, closed, cards, lines },
    // Gathered when they are asked for: the first picture does without.
    get flows() {
      return far ? scene.farFlows : scene.flows;
    },
  };
}

interface Lit extends Shot {
  /** The lines of the selected flow. */
  readonly lit: ReadonlySet<SceneLine>;
}

function emphasisOf({ selected, hovered, lit }: Lit, line: SceneLine): Emphasis {
  const { thing, of } = line;
  const isIt = (one: Thing | undefined) =>
    one !== undefined && (one.kind === 'edge' || one.kind === 'pair') && (one.id === thing.id || of.edges.some(({ id }) => id === one.id));
  if (isIt(selected) || lit.has(line)) return 'selected';
  if (isIt(hovered)) return 'hover';
  const ends = (one: Thing | undefined) => one?.kind === 'node' && (of.client.id === one.id || of.server.id === one.id);
  return ends(hovered) || ends(selected) ? 'touched' : 'none';
}

function emphasisOfThing({ selected, hovered }: Shot, kind: Thing['kind'], id: string): Emphasis {
  if (selected?.kind === kind && selected.id === id) return 'selected';
  return hovered?.kind === kind && hovered.id === id ? 'hover' : 'none';
}

/** A card is part of the selection by itself or as an end of the selected edge, or of one of the selected flow. */
function selectedCards(shot: Pick<Looked, 'selected' | 'scene'>): ReadonlySet<string> {
  const { selected, scene } = shot;
  if (selected?.kind === 'node') return new Set([selected.id]);
  const lines = selected?.kind === 'flow' ? linesOfFlow(shot) : [lineOfThing(scene, selected)];
  return new Set(lines.flatMap((line) => (line === undefined ? [] : [line.of.client.id, line.of.server.id])));
}

/** A closed group stands for what is selected in it; a flow ends in groups as such. */
export function holdsSelected(shot: Pick<Looked, 'selected' | 'scene'>): (group: Pick<SceneGroup, 'id'>) => boolean {
  const flow = flowOfThing(shot.scene, shot.selected);
  const ends = flow === undefined ? [...selectedCards(shot)].map((id) => shot.scene.cardById.get(id)?.group) : [flow.client.id, flow.server.id];
  const groups = new Set(ends);
  return ({ id }) => groups.has(id);
}

function toWorld({ pen, ratio, view }: Shot): void {
  pen.setTransform(ratio * view.scale, 0, 0, ratio * view.scale, ratio * view.x, ratio * view.y);
}

const toPixels = ({ pen, ratio }: Shot): void => pen.setTransform(ratio, 0, 0, ratio, 0, 0);

/** So many lines at once are texture: those of a card come forward when one points at it. */
const mostPlain = 110;

function paintLines(shot: Lit, lines: readonly SceneLine[]): void {
  const painter: LinePainter = { ...shot, scale: shot.view.scale, narrowed: shot.scene.narrowed, quiet: lines.length > mostPlain };
  const rank = (line: SceneLine) => lineOrder(line) + (emphasisOf(shot, line) === 'none' ? 0 : 10);
  const ordered = [...lines].sort((a, b) => rank(a) - rank(b));
  if (shot.view.scale >= thinBelow) {
    for (const line of ordered) paintLine(painter, line, emphasisOf(shot, line));
    return;
  }
  const plain = ordered.filter((line) => emphasisOf(shot, line) === 'none');
  paintThinLines(painter, plain.slice(-mostThinLines));
  for (const line of ordered) if (emphasisOf(shot, line) !== 'none') paintLine(painter, line, emphasisOf(shot, line));
}

function paintCards(shot: Shot, { cards, open }: InSight, groups: GroupPainter): void {
  const { scene, view } = shot;
  const painter: CardPainter = { ...shot, scale: view.scale, detail: detailAt(view.scale), narrowed: scene.narrowed };
  const chosen = selectedCards(shot);
  for (const card of cards) if (chosen.has(card.id)) paintHalo(painter, card);
  if (painter.detail !== 'mark') {
    const paint = levelOf(view, false) === 'processes' ? (card: SceneCard) => paintNearCard({ ...shot, ...painter }, card) : paintCard.bind(null, painter);
    for (const card of cards) paint(card);
    return;
  }
  paintBlocks(painter, cards);
  const unwell = unwellOf(cards);
  markBlocks(painter, unwell);
  toPixels(shot);
  const headers = open.map((group) => coveredByName(groups, group, toScreen(view, group.box)));
  nameBlocks(painter, { ...shot, open, unwell, headers });
}

/** The flows that are painted one by one: what is asked for, and the worst. */
function chosenFlows(shot: Shot, { all }: Flows): Flow[] {
  const { selected, hovered, scene, trunks, view, size } = shot;
  const groups = [selected, hovered].flatMap((thing) => (thing?.kind === 'group' ? [thing.id] : []));
  const touching = groups.length === 0 ? [] : all.filter(({ client, server }) => groups.includes(client.id) || groups.includes(server.id)).slice(0, 40);
  const worst = flagged(all, trunks, ({ client, server }) => inFrame(view, client.box, size) || inFrame(view, server.box, size));
  const named = [hovered, selected].flatMap((thing) => flowOfThing(scene, thing) ?? []);
  return [...new Set([...touching, ...worst, ...named])];
}

function paintFlows(shot: Shot, seen: InSight): void {
  if (shot.trunks.routes.size === 0) return;
  const painter: FlowPainter = shot;
  const { flows } = seen;
  paintTrunks(painter, shot.trunks);
  if (areFew(flows)) paintHeads(painter, flows, shot.trunks);
  for (const flow of chosenFlows(shot, flows)) {
    const points = shot.trunks.routes.get(flow.thing.id);
    if (points !== undefined) paintFlow(painter, flow, points, emphasisOfThing(shot, 'flow', flow.thing.id));
  }
}

const away = ({ left, top, right, bottom }: Box): Box => ({ left: left - cardAway, top: top - cardAway, right: right + cardAway, bottom: bottom + cardAway });

function paintLineLabels(shot: Lit, { lines, cards, far, closed }: InSight): void {
  const { view, scene, hovered, selected, trunks, lit } = shot;
  const pointedAt = lineOfThing(scene, hovered);
  // Of a flow its panel tells each: so many labels would lie on each other.
  const named = lines.filter((line) => line === pointedAt || (!lit.has(line) && ['hover', 'selected'].includes(emphasisOf(shot, line))));
  if (view.scale >= briefScale) for (const line of lines) if (!named.includes(line)) paintBrief(shot, line, view);
  const boxes = [...cards.map(({ box }) => box), ...(far ? [] : closed.map(({ plate }) => plate))].map((box) => away(toScreen(view, box)));
  for (const line of named) {
    const told = line === lineOfThing(scene, selected) && line !== pointedAt;
    paintLabel(shot, { middle: line.middle, width: line.width, label: line.label, state: line.of.state, told }, boxes);
  }
  for (const flow of new Set([selected, hovered].flatMap((thing) => flowOfThing(scene, thing) ?? []))) {
    const points = trunks.routes.get(flow.thing.id);
    if (points !== undefined) paintLabel(shot, labelledFlow(flow, points), boxes);
  }
}

function paintFlowWords(shot: Shot, seen: InSight): void {
  const { far, open, closed, cards } = seen;
  if (far || shot.trunks.routes.size === 0 || !areFew(seen.flows)) return;
  const obstacles = [...[...open, ...closed].map(({ plate }) => plate), ...cards.map(({ box }) => box)];
  paintWords(
    shot,
    seen.flows,
    shot.trunks,
    obstacles.map((box) => toScreen(shot.view, box)),
  );
}

function paintFarGroups(painter: GroupPainter, { view, scene }: Shot, { closed }: InSight, emphasis: (group: SceneGroup) => Emphasis): void {
  const beside = namesBeside(painter, scene);
  const named = new Set(beside.map(({ of }) => of));
  for (const group of closed) paintFar(painter, group, farBox(view, group), emphasis(group), named.has(group));
  for (const { of, name, place } of beside) if (closed.includes(of)) paintNameBeside(painter, of, name, moved(place, view));
}

/** One picture. Returns what was in it. */
export function paintScene(looked: Shot): InSight {
  const { pen, palette, view, size, scene } = looked;
  const seen = inSight(looked);
  const shot: Lit = { ...looked, lit: new Set(linesOfFlow(looked)) };
  toPixels(shot);
  pen.fillStyle = palette.canvas;
  pen.fillRect(0, 0, size.width, size.height);
  const groupPainter: GroupPainter = {
    ...shot,
    scale: view.scale,
    narrowed: scene.narrowed,
    sight: { left: 0, top: 0, right: size.width, bottom: size.height },
  };
  const emphasis = (group: SceneGroup) => emphasisOfThing(shot, 'group', group.id);
  for (const group of seen.open) paintOpenPlate(groupPainter, group, toScreen(view, group.box), emphasis(group));
  paintFlows(shot, seen);
  const holds = holdsSelected(shot);
  const emphasisOn = (group: SceneGroup) => (holds(group) ? 'selected' : emphasis(group));
  if (seen.far) paintFarGroups(groupPainter, shot, seen, emphasisOn);
  else for (const group of seen.closed) paintClosed(groupPainter, group, toScreen(view, group.plate), emphasisOn(group));
  toWorld(shot);
  paintLines(shot, seen.lines);
  paintCards(shot, seen, groupPainter);
  toPixels(shot);
  for (const group of seen.open) paintHeader(groupPainter, group, toScreen(view, group.box));
  paintFlowWords(shot, seen);
  paintLineLabels(shot, seen);
  paintHovered(shot, seen);
  return seen;
}
