import { byName } from '../../../lib/sorting.ts';
import { type Box, cardSize } from '../layout/geometry.ts';
import { magnitudeOf } from '../model/sums.ts';
import type { SceneCard } from '../scene/card.ts';
import { headerPx, type SceneGroup } from '../scene/group.ts';
import type { Scene } from '../scene/scene.ts';
import { type Nameless, placeNames } from './block-names.ts';
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

const named = ({ pen }: CardPainter, { box, of: { node } }: SceneCard, view: View): Named => ({
  box: toScreen(view, box),
  name: node.name,
  widthPx: widthOf(pen, node.name) + 2 * padPx,
});

const kept = new KeptPlaces<SceneCard>();

/** Of blocks that stand together those that are well; where not all have room, the busiest are named. */
function placeWell(painter: CardPainter, cards: readonly SceneCard[], outline: Box | undefined): readonly Placed<SceneCard>[] {
  const view = { x: 0, y: 0, scale: painter.scale };
  const [home, header] = outline === undefined ? [] : [outline, { ...outline, bottom: outline.top + headerPx }].map((box) => toScreen(view, box));
  const others = cards.filter((card) => !isWell(card)).map(({ box }) => toScreen(view, box));
  const well = cards.filter(isWell).sort((a, b) => magnitudeOf(b.perSecond) - magnitudeOf(a.perSecond) || byName(a.of.node, b.of.node));
  const blocks = well.map((card) => {
    const block = named(painter, card, view);
    return { ...block, of: card, home: home ?? block.box };
  });
  const places = placeNames(blocks, mostNames, { obstacles: header === undefined ? others : [...others, header] });
  return [...places].map(([{ of, name, box }, place]) => ({ of, name, box, place }));
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
  const among = [...open.map((group) => ({ key: group, cards: group.cards, box: group.box })), { key: scene.alone, cards: scene.alone, box: undefined }];
  for (const { key, cards, box: outline } of among) {
    for (const { of, name, box, place } of kept.of(key, painter, () => placeWell(painter, cards, outline))) {
      const shown = moved(place, view);
      if (inFrame(view, of.box, size) && taken.isFree(shown)) writeName(painter, name, moved(box, view), shown);
    }
  }
}
