import type { Box } from '../layout/geometry.ts';
import { type Frame, fit, fullScale, inFrame, isWhole, legibleScale, namesScale, sightMargin, toolsSize, toScreen, type View } from './view.ts';

/** Between the edge of the frame and what just fits: as much as there is at the other edge, or hardly any. */
const gapsPx = [sightMargin, 4];

/** From the upper left corner on, in the middle where it fits. */
export function beginAt(box: Box, { width, height }: Frame, scale: number): View {
  const begin = (low: number, high: number, room: number): number => Math.max((room - (high - low) * scale) / 2, sightMargin) - low * scale;
  return { scale, x: begin(box.left, box.right, width - toolsSize.width), y: begin(box.top, box.bottom, height) };
}

/** How many of the parts are in sight and not whole, or under the tools. */
export function countCut(parts: readonly Box[], view: View, frame: Frame): number {
  const toolsLeft = frame.width - toolsSize.width;
  const isHidden = ({ right, top, bottom }: Box) => right > toolsLeft && bottom > 0 && top < toolsSize.height;
  return parts.filter((part) => inFrame(view, part, frame) && (!isWhole(part, view, frame) || isHidden(toScreen(view, part)))).length;
}

/** Sizes at which some part just fits. */
function sizesFor(box: Box, { width, height }: Frame, parts: readonly Box[]): number[] {
  const fits = parts.flatMap(({ right, bottom }) =>
    gapsPx.flatMap((gap) => [(width - sightMargin - gap) / (right - box.left), (height - sightMargin - gap) / (bottom - box.top)]),
  );
  return fits.filter((scale) => scale >= namesScale && scale <= fullScale);
}

/** All of it where names can be read then; else from where it begins, at the size near the legible one at which the fewest parts are cut. */
export function openingView(box: Box, frame: Frame, parts: readonly Box[] = []): View {
  const whole = fit(box, frame);
  if (whole.scale >= namesScale) return whole;
  const away = ({ scale }: View) => Math.abs(scale - legibleScale);
  const views = [legibleScale, ...new Set(sizesFor(box, frame, parts))].map((scale) => beginAt(box, frame, scale));
  const rated = views.map((view) => ({ view, cut: countCut(parts, view, frame) }));
  return rated.reduce((best, one) => (one.cut < best.cut || (one.cut === best.cut && away(one.view) < away(best.view)) ? one : best)).view;
}
