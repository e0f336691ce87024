import { type HealthState, healthOrder, healthWords } from '../../../ui/entity/health.ts';
import type { Box } from '../layout/geometry.ts';
import type { Thing } from '../model/thing.ts';
import type { SceneCard } from '../scene/card.ts';
import type { SceneGroup } from '../scene/group.ts';
import { detailAt, nameFits } from './cards.ts';
import { paintLabelPlate } from './label-plate.ts';
import type { Brush } from './pen.ts';
import { type Frame, farBox, toScreen, type View } from './view.ts';

export interface Part {
  readonly text: string;
  /** A name, what is said beside it, or a health in its colour. */
  readonly tone: 'name' | 'quiet' | HealthState;
}

interface Hovering extends Brush {
  readonly view: View;
  readonly size: Frame;
  readonly hovered: Thing | undefined;
}

interface Seen {
  readonly far: boolean;
  readonly cards: readonly SceneCard[];
  readonly closed: readonly SceneGroup[];
}

const heightPx = 22;
const gapPx = 8;

/** Who a card is: its whole name, where it stands, how it is. */
export function cardParts({ of: { node } }: SceneCard): Part[] {
  const { state, reasons } = node.health;
  const where: Part[] = node.namespace === undefined || node.namespace === '' ? [] : [{ text: node.namespace, tone: 'quiet' }];
  return [{ text: node.name, tone: 'name' }, ...where, { text: reasons[0] ?? healthWords[state], tone: state }];
}

/** Who a group is, how many stand in it, and how many of them are not well. */
export function groupParts({ name, counted, shares }: SceneGroup): Part[] {
  const there = healthOrder.filter((state) => state !== 'ok' && shares[state] > 0);
  const health = there.map((state): Part => ({ text: `${shares[state]} ${healthWords[state]}`, tone: state }));
  return [{ text: name, tone: 'name' }, { text: counted, tone: 'quiet' }, ...(health.length > 0 ? health : [{ text: 'all fine', tone: 'quiet' } as const])];
}

function colourOf({ palette }: Brush, tone: Part['tone']): string {
  if (tone === 'name') return palette.text;
  return tone === 'warning' || tone === 'critical' ? palette[`${tone}Text`] : palette.textQuieter;
}

/** Above what it is about, below it where there is no room, and never beyond the frame. */
function paintParts(shot: Hovering, parts: readonly Part[], box: Box): void {
  const { pen, fonts, size } = shot;
  const fontOf = ({ tone }: Part) => (tone === 'name' ? fonts.farHead : fonts.line);
  const widths = parts.map((part) => {
    pen.font = fontOf(part);
    return pen.measureText(part.text).width;
  });
  const width = widths.reduce((sum, one) => sum + one + gapPx, gapPx);
  const left = Math.round(Math.max(Math.min((box.left + box.right - width) / 2, size.width - width - gapPx), gapPx));
  const above = box.top - heightPx - gapPx / 2;
  const top = Math.round(above >= 2 ? above : Math.min(box.bottom + gapPx / 2, size.height - heightPx - 2));
  paintLabelPlate(shot, { left, top, width, height: heightPx });
  pen.textBaseline = 'middle';
  let x = left + gapPx;
  for (const [index, part] of parts.entries()) {
    pen.font = fontOf(part);
    pen.fillStyle = colourOf(shot, part.tone);
    pen.fillText(part.text, x, top + heightPx / 2 + 0.5);
    x += (widths[index] ?? 0) + gapPx;
  }
}

/** Names what is pointed at, where the picture itself has no room for its name. */
export function paintHovered(shot: Hovering, { far, cards, closed }: Seen): void {
  const { hovered, view, pen, fonts } = shot;
  if (hovered?.kind === 'group') {
    const group = closed.find(({ id }) => id === hovered.id);
    if (group !== undefined) paintParts(shot, groupParts(group), far ? farBox(view, group) : toScreen(view, group.plate));
  }
  if (hovered?.kind !== 'node') return;
  const card = cards.find(({ id }) => id === hovered.id);
  if (card === undefined || (detailAt(view.scale) === 'full' && nameFits({ pen, fonts }, card))) return;
  paintParts(shot, cardParts(card), toScreen(view, card.box));
}
