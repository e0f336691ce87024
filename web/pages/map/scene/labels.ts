import { type Box, boxOfCard, overlaps, type Point } from '../layout/geometry.ts';
import { type Polyline, touches } from '../layout/polyline.ts';

interface Labelled {
  readonly id: string;
  readonly points: Polyline;
  readonly middle: Point;
  readonly idle: boolean;
  readonly width: number;
  readonly brief: string;
}

/** Beyond this many a label helps nobody, and the search would take long. */
const mostLines = 120;
const labelHeight = 15;
/** Digits and letters of 11 px with some room at both ends; never wider than the gap between two columns. */
const labelWidth = (brief: string) => Math.min(brief.length * 6.5 + 10, 64);
const away = 6;
const headerPx = 40;
const steepest = 0.35;

const around = ({ x, y }: Point, width: number): Box => ({
  left: x - width / 2,
  right: x + width / 2,
  top: y - labelHeight / 2,
  bottom: y + labelHeight / 2,
});

/** Half way, where the line runs level there, then the middle of each part that is long enough; a label on a slope looks torn. */
function candidates({ points, middle, brief }: Labelled): Point[] {
  const found: Point[] = [];
  for (let index = 2; index < points.length; index += 2) {
    const [ax = 0, ay = 0, bx = 0, by = 0] = [points[index - 2], points[index - 1], points[index], points[index + 1]];
    if (Math.abs(by - ay) > Math.abs(bx - ax) * steepest) continue;
    if (Math.min(ax, bx) <= middle.x && middle.x <= Math.max(ax, bx) && Math.abs(middle.y - ay) < labelHeight) found.unshift(middle);
    if (Math.abs(bx - ax) > labelWidth(brief)) found.push({ x: (ax + bx) / 2, y: (ay + by) / 2 });
  }
  return found;
}

const grown = ({ left, top, right, bottom }: Box, by: number): Box => ({ left: left - by, top: top - by, right: right + by, bottom: bottom + by });

/** The name of a group, and its outline: a label on it looks torn as well. */
function outlineOf({ left, top, right, bottom }: Box): Box[] {
  return [
    { left, top, right, bottom: top + headerPx },
    { left: left - 2, top, right: left + 2, bottom },
    { left: right - 2, top, right: right + 2, bottom },
    { left, top: bottom - 2, right, bottom: bottom + 2 },
  ];
}

/** Where short labels stand clear of every card, every other line and each other; a line without such a place gets none. */
export function placeBriefs(cards: readonly Point[], outlines: readonly Box[], lines: readonly Labelled[]): ReadonlyMap<string, Point> {
  const places = new Map<string, Point>();
  if (lines.length > mostLines) return places;
  const taken = [...cards.map((card) => grown(boxOfCard(card), away)), ...outlines.flatMap(outlineOf)];
  for (const line of [...lines].sort((a, b) => b.width - a.width)) {
    if (line.idle) continue;
    const others = lines.filter((other) => other !== line);
    const place = candidates(line).find((at) => {
      const box = around(at, labelWidth(line.brief));
      return !taken.some((other) => overlaps(box, other)) && !others.some(({ points }) => touches(points, box));
    });
    if (place === undefined) continue;
    taken.push(around(place, labelWidth(line.brief)));
    places.set(line.id, place);
  }
  return places;
}
