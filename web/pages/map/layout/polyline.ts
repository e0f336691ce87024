import type { Box, Point } from './geometry.ts';

/** Polylines are x and y in turn. */
export type Polyline = readonly number[];

export function boxOfPoints(points: Polyline): Box {
  const xs = points.filter((_, index) => index % 2 === 0);
  const ys = points.filter((_, index) => index % 2 === 1);
  return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
}

function lengths(points: Polyline): number[] {
  const sums = [0];
  for (let index = 2; index < points.length; index += 2) {
    const dx = (points[index] ?? 0) - (points[index - 2] ?? 0);
    const dy = (points[index + 1] ?? 0) - (points[index - 1] ?? 0);
    sums.push((sums.at(-1) ?? 0) + Math.hypot(dx, dy));
  }
  return sums;
}

/** The point half way along a polyline. */
export function middleOf(points: Polyline): Point {
  const sums = lengths(points);
  const half = (sums.at(-1) ?? 0) / 2;
  const index = Math.max(
    sums.findIndex((sum) => sum >= half),
    1,
  );
  const before = sums[index - 1] ?? 0;
  const part = (half - before) / Math.max((sums[index] ?? half) - before, 1e-9);
  const at = (offset: number) => {
    const from = points[(index - 1) * 2 + offset] ?? 0;
    return from + ((points[index * 2 + offset] ?? from) - from) * part;
  };
  return { x: at(0), y: at(1) };
}

/** The middle of the longest straight piece; a level one counts twice, since words stand on it. */
export function middleOfLongest(points: readonly Point[]): Point {
  let middle = points[0] ?? { x: 0, y: 0 };
  let longest = -1;
  for (const [index, to] of points.slice(1).entries()) {
    const from = points[index] ?? to;
    const long = (Math.abs(to.x - from.x) + Math.abs(to.y - from.y)) * (from.y === to.y ? 2 : 1);
    if (long > longest) [middle, longest] = [{ x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 }, long];
  }
  return middle;
}

/** Whether any part of a polyline lies in a box; a part counts by the box around it, which is enough for short parts. */
export function touches(points: Polyline, box: Box): boolean {
  for (let index = 2; index < points.length; index += 2) {
    const [ax = 0, ay = 0, bx = 0, by = 0] = [points[index - 2], points[index - 1], points[index], points[index + 1]];
    const apart = Math.max(ax, bx) < box.left || Math.min(ax, bx) > box.right || Math.max(ay, by) < box.top || Math.min(ay, by) > box.bottom;
    if (!apart) return true;
  }
  return false;
}
