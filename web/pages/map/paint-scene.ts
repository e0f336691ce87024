import type { IconPaths } from './icons.ts';
import { type CardPainter, detailAt, paintCard } from './paint-cards.ts';
import { lineOrder, paintBrief, paintLabel, paintLine } from './paint-lines.ts';
import type { Palette } from './palette.ts';
import { cardSize } from './routing.ts';
import type { Scene, SceneCard, SceneLine } from './scene.ts';
import { sameThing, type Thing } from './thing.ts';
import { type Box, type Frame, inFrame, type View } from './view.ts';

const briefScale = 0.8;
const cardAway = 2;

export interface Shot {
  readonly context: CanvasRenderingContext2D;
  readonly palette: Palette;
  readonly icons: IconPaths;
  readonly scene: Scene;
  readonly view: View;
  readonly size: Frame;
  readonly selected: Thing | undefined;
  readonly hovered: Thing | undefined;
}

export const cardBox = ({ x, y }: SceneCard): Box => ({ left: x, top: y, right: x + cardSize.width, bottom: y + cardSize.height });

/** An edge that runs within a pair's line selects that line. */
export const isLine = (thing: Thing | undefined, { of }: SceneLine): boolean =>
  thing !== undefined && (sameThing(thing, of.thing) || (thing.kind === 'edge' && of.edges.some(({ id }) => id === thing.id)));

/** A card is part of the selection by itself or as an end of the selected edge. */
function selectedCards({ selected, scene }: Shot): ReadonlySet<string> {
  if (selected === undefined) return new Set();
  if (selected.kind === 'node') return new Set([selected.id]);
  const line = scene.lines.find((candidate) => isLine(selected, candidate));
  return new Set(line === undefined ? [] : [line.of.client.id, line.of.server.id]);
}

function emphasisOf({ selected, hovered }: Shot, line: SceneLine): 'selected' | 'hover' | 'none' {
  if (isLine(selected, line)) return 'selected';
  return isLine(hovered, line) ? 'hover' : 'none';
}

function screenBox(card: SceneCard, { x, y, scale }: View): Box {
  const { left, top, right, bottom } = cardBox(card);
  return { left: left * scale + x - cardAway, top: top * scale + y - cardAway, right: right * scale + x + cardAway, bottom: bottom * scale + y + cardAway };
}

export function paintScene(shot: Shot): void {
  const { context, palette, icons, scene, view, size } = shot;
  const ratio = devicePixelRatio;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.fillStyle = palette.canvas;
  context.fillRect(0, 0, size.width, size.height);
  context.setTransform(ratio * view.scale, 0, 0, ratio * view.scale, ratio * view.x, ratio * view.y);
  const lines = scene.lines.filter(({ box }) => inFrame(view, box, size));
  const cards = scene.cards.filter((card) => inFrame(view, cardBox(card), size));
  const named = lines.filter((line) => emphasisOf(shot, line) !== 'none');
  const rank = (line: SceneLine) => lineOrder(line) + (named.includes(line) ? 10 : 0);
  const linePainter = { context, palette, scale: view.scale, narrowed: scene.narrowed };
  for (const line of [...lines].sort((a, b) => rank(a) - rank(b))) paintLine(linePainter, line, emphasisOf(shot, line));
  const cardPainter: CardPainter = { context, palette, icons, scale: view.scale, detail: detailAt(view.scale), narrowed: scene.narrowed };
  const chosen = selectedCards(shot);
  for (const card of cards) paintCard(cardPainter, card, chosen.has(card.id));
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  if (view.scale >= briefScale) {
    for (const line of lines) if (!named.includes(line)) paintBrief(context, line, view, palette);
  }
  const boxes = cards.map((card) => screenBox(card, view));
  for (const line of named) paintLabel(context, line, view, palette, boxes);
}
