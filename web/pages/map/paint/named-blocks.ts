import { byName } from '../../../lib/sorting.ts';
import { type Box, cardSize } from '../layout/geometry.ts';
import { magnitudeOf } from '../model/sums.ts';
import type { SceneCard } from '../scene/card.ts';
import { headerPx, type SceneGroup } from '../scene/group.ts';
import type { Scene } from '../scene/scene.ts';
import { type Block, type Nameless, NamePlaces, placeNames } from './block-names.ts';
import type { CardPainter } from './cards.ts';
import { KeptPlaces, type Placed } from './kept-places.ts';
import { Occupied } from './occupied.ts';
import { widthOf } from './text.ts';
import { inFrame, moved, toScreen, type View } from './view.ts';

const mostNames = 400;
/** Narrower blocks lie too near to each other for names, and for those of all that is well. */
const namedFromPx = { unwell: 18, well: 30 } as const;
const padPx = 4;

interface Named extends Nameless {
  readonly name: string;
}

const isWell = ({ of: { lit, node } }: SceneCard): boolean => lit && node.health.state === 'ok';

/** On a ground of its own; what is on the block itself needs none. */
function writeName({ pen, palette }: CardPainter, name: string, box: Box, place: Box): void {
  const onBlock = place.left === box.left && place.top < box.bottom && place.bottom > box.top;
  const from = onBlock ? box.right : place.left;
  if (from < place.right) {
    pen.beginPath();
    pen.roundRect(from, place.top, place.right - from, place.bottom - place.top, 3);
    pen.fillStyle = palette.panel;
    pen.fill();
  }
  pen.fillStyle = palette.text;
  pen.fillText(name, place.left + padPx, (place.top + place.bottom) / 2 + 0.5);
}

const nameWidth = ({ pen }: CardPainter, name: string): number => widthOf(pen, name) + 2 * padPx;

const named = (painter: CardPainter, { box, of: { node } }: SceneCard, view: View): Named => ({
  box: toScreen(view, box),
  name: node.name,
  widthPx: nameWidth(painter, node.name),
});

interface WellBlock extends Block {
  readonly of: SceneCard;
}

interface WellNames {
  readonly blocks: readonly WellBlock[];
  readonly places: NamePlaces<WellBlock>;
}

const kept = new KeptPlaces<WellNames>();
const sorted = new WeakMap<object, readonly SceneCard[]>();

/** What stands together, remade when anything about it changes. */
interface Among {
  readonly key: object;
  readonly cards: readonly SceneCard[];
  readonly outline: Box | undefined;
}

/** Those that are well, the busiest first: the same at any size. */
function wellOf({ key, cards }: Among): readonly SceneCard[] {
  const known = sorted.get(key);
  if (known !== undefined) return known;
  const well = cards.filter(isWell).sort((a, b) => magnitudeOf(b.perSecond) - magnitudeOf(a.perSecond) || byName(a.of.node, b.of.node));
  sorted.set(key, well);
  return well;
}

/** Of all that stand together, since none may be covered; places are looked for where one looks. */
function wellNames({ scale }: CardPainter, among: Among): WellNames {
  const view = { x: 0, y: 0, scale };
  const { cards, outline } = among;
  const [home, header] = outline === undefined ? [] : [outline, { ...outline, bottom: outline.top + headerPx }].map((box) => toScreen(view, box));
  const others = cards.filter((card) => !isWell(card)).map(({ box }) => toScreen(view, box));
  const blocks = wellOf(among).map((card) => {
    const box = toScreen(view, card.box);
    return { box, of: card, home: home ?? box };
  });
  return { blocks, places: new NamePlaces(blocks, { obstacles: header === undefined ? others : [...others, header] }) };
}

/** On the screen. Where not all have room, or there are more than can be read, the busiest in sight are named. */
function* placedInSight(painter: CardPainter, among: readonly Among[], { view, size }: Pick<Shown, 'view' | 'size'>): Generator<Placed<SceneCard>> {
  for (const one of among) {
    const { blocks, places } = kept.of(one.key, painter, () => wellNames(painter, one));
    for (const block of blocks) {
      if (!inFrame(view, block.of.box, size)) continue;
      const { name } = block.of.of.node;
      const place = places.placeOf(block, () => nameWidth(painter, name));
      if (place !== undefined) yield { of: block.of, name, box: moved(block.box, view), place: moved(place, view) };
    }
  }
}

interface Shown {
  readonly scene: Pick<Scene, 'alone'>;
  readonly view: View;
  readonly size: { readonly width: number; readonly height: number };
  readonly open: readonly SceneGroup[];
  readonly unwell: readonly SceneCard[];
  /** What the names of groups cover. */
  readonly headers: readonly Box[];
}

/** In pixels: the names of blocks, and not under those of groups. First of those that are not well, which are given over a healthy block. */
export function nameBlocks(painter: CardPainter, { scene, view, size, open, unwell, headers }: Shown): void {
  const { pen, fonts } = painter;
  const blockPx = cardSize.width * view.scale;
  if (blockPx < namedFromPx.unwell) return;
  pen.font = fonts.line;
  pen.textBaseline = 'middle';
  const ill = placeNames(
    unwell.map((card) => named(painter, card, view)),
    mostNames,
    { obstacles: headers },
  );
  for (const [{ name, box }, place] of ill) writeName(painter, name, box, place);
  if (blockPx < namedFromPx.well) return;
  const taken = new Occupied([...headers, ...ill.values()]);
  const among = [
    ...open.map((group) => ({ key: group, cards: group.cards, outline: group.box })),
    { key: scene.alone, cards: scene.alone, outline: undefined },
  ];
  const free = placedInSight(painter, among, { view, size }).filter(({ place }) => taken.isFree(place));
  for (const { name, box, place } of free.take(mostNames)) writeName(painter, name, box, place);
}
