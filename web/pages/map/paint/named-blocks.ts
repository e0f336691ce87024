import { type Box, cardSize } from '../layout/geometry.ts';
import type { SceneCard } from '../scene/card.ts';
import type { Scene } from '../scene/scene.ts';
import { type Nameless, placeNames } from './block-names.ts';
import type { CardPainter } from './cards.ts';
import { widthOf } from './text.ts';
import { type Frame, toScreen, type View } from './view.ts';

const mostNames = 400;
/** Narrower blocks lie too near to each other for names, and for those of all that is well. */
const namedFromPx = { unwell: 18, well: 30 } as const;
const padPx = 4;

interface Looked {
  readonly scene: Pick<Scene, 'groupById'>;
  readonly view: View;
  readonly size: Frame;
}

interface Named extends Nameless {
  readonly name: string;
}

const isWell = ({ of: { node } }: SceneCard): boolean => node.health.state === 'ok';

/** The busiest first: where not all have room, theirs are looked for. */
const wellIn = (cards: readonly SceneCard[]): SceneCard[] => cards.filter((card) => card.of.lit && isWell(card)).sort((a, b) => b.perSecond - a.perSecond);

/** On a ground of its own; what is on the block itself needs none. */
function writeName({ pen, palette }: CardPainter, { name, box }: Named, place: Box): void {
  const from = place.top < box.bottom && place.bottom > box.top && place.left === box.left ? box.right : place.left;
  if (from < place.right) {
    pen.beginPath();
    pen.roundRect(from, place.top, place.right - from, place.bottom - place.top, 3);
    pen.fillStyle = palette.panel;
    pen.fill();
  }
  pen.fillStyle = palette.text;
  pen.fillText(name, place.left + padPx, (place.top + place.bottom) / 2 + 0.5);
}

/** In pixels: the names of blocks, and not under the headers of groups. First of those that are not well, which are given over a healthy block. */
export function nameBlocks(painter: CardPainter, cards: readonly SceneCard[], unwell: readonly SceneCard[], looked: Looked, headers: readonly Box[]): void {
  const { pen, fonts } = painter;
  const { scene, view, size } = looked;
  const blockPx = cardSize.width * view.scale;
  if (blockPx < namedFromPx.unwell) return;
  pen.font = fonts.line;
  pen.textBaseline = 'middle';
  const named = (card: SceneCard): Named => {
    const { name } = card.of.node;
    return { box: toScreen(view, card.box), name, widthPx: widthOf(pen, name) + 2 * padPx };
  };
  const ill = placeNames(unwell.map(named), mostNames, { obstacles: headers });
  for (const [block, place] of ill) writeName(painter, block, place);
  if (blockPx < namedFromPx.well) return;
  const others = cards.filter((card) => !(card.of.lit && isWell(card))).map(({ box }) => toScreen(view, box));
  const homed = (card: SceneCard): Named => ({ ...named(card), home: toScreen(view, scene.groupById.get(card.group ?? '')?.box ?? card.box) });
  const sight = { left: 0, top: 0, right: size.width, bottom: size.height };
  const well = placeNames(wellIn(cards).map(homed), mostNames - ill.size, { obstacles: [...headers, ...others, ...ill.values()], sight });
  for (const [block, place] of well) writeName(painter, block, place);
}
