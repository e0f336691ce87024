interface Point {
  readonly x: number;
  readonly y: number;
}

interface SparkPath {
  readonly line: string;
  readonly area: string;
  readonly last: Point | undefined;
}

const rimPx = 2;

function runs(points: readonly (Point | null)[]): Point[][] {
  const found: Point[][] = [[]];
  for (const point of points) {
    if (point === null) found.push([]);
    else found.at(-1)?.push(point);
  }
  return found.filter((run) => run.length > 0);
}

const written = ({ x, y }: Point) => `${x.toFixed(1)} ${y.toFixed(1)}`;

/** Where the first of all lines begins: before it nothing was watched, and those in one table have one axis. At least two steps are left. */
export function firstKnown(lines: readonly (readonly (number | null)[])[]): number {
  const starts = lines.flatMap((values) => {
    const start = values.findIndex((value) => value !== null);
    return start < 0 ? [] : [Math.min(start, values.length - 2)];
  });
  return Math.max(0, Math.min(...(starts.length === 0 ? [0] : starts)));
}

const leastPoints = 3;

/** Whether there are points enough for a shape to be seen. */
export const hasShape = (values: readonly (number | null)[]): boolean => values.filter((value) => value !== null).length >= leastPoints;

/** From zero to its largest value, whatever that is; a gap is a break. */
export function sparkPath(values: readonly (number | null)[], width: number, height: number): SparkPath {
  const most = Math.max(0, ...values.map((value) => value ?? 0));
  const perStep = (width - 2 * rimPx) / Math.max(1, values.length - 1);
  const yOf = (value: number) => height - rimPx - (most === 0 ? 0 : (value / most) * (height - 2 * rimPx));
  const points = values.map((value, step) => (value === null ? null : { x: rimPx + step * perStep, y: yOf(value) }));
  const parts = runs(points);
  const line = parts.map((run) => `M${run.map(written).join('L')}${run.length === 1 ? 'h1' : ''}`).join('');
  const area = parts.map((run) => `M${run[0]?.x.toFixed(1)} ${height}L${run.map(written).join('L')}L${run.at(-1)?.x.toFixed(1)} ${height}Z`).join('');
  return { line, area, last: points.findLast((point) => point !== null) ?? undefined };
}
