import { healthOrder } from '../../../ui/entity/health.ts';
import type { Point } from '../layout/geometry.ts';
import type { SceneCard } from '../scene/card.ts';
import { type CardPainter, coveredByMark, markOf } from './cards.ts';

/** Beyond it marks hide what they mark. */
const mostMarks = 200;

/** Of what stands as blocks those that are not well, the worst first. */
export function unwellOf(cards: readonly SceneCard[]): SceneCard[] {
  const rank = ({ of }: SceneCard) => healthOrder.indexOf(of.node.health.state);
  const unwell = cards.filter(({ of }) => of.lit && of.node.health.state !== 'ok').sort((a, b) => rank(a) - rank(b));
  return unwell.slice(0, mostMarks);
}

/** Those whose marks lie on no other: what is worse, which comes first, keeps its mark. */
export function apart<At extends Point>(cards: readonly At[], room: { readonly width: number; readonly height: number }): At[] {
  const kept: At[] = [];
  for (const card of cards) {
    if (!kept.some(({ x, y }) => Math.abs(x - card.x) < room.width && Math.abs(y - card.y) < room.height)) kept.push(card);
  }
  return kept;
}

/** In the world: the shape of its health on every block that is not well, for its colour alone says it to few. */
export function markBlocks(painter: CardPainter, unwell: readonly SceneCard[]): void {
  const { pen } = painter;
  for (const { x, y, of } of apart(unwell, coveredByMark(painter))) {
    pen.save();
    pen.translate(x, y);
    markOf(painter, of.node.health.state);
    pen.restore();
  }
}
