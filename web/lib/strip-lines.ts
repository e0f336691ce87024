/** What is drawn over time in a strip of some height: pure geometry, so that it can be tested without a page. */
export interface Drawn {
  /** SVG paths; a gap in the values is a gap in the line. */
  readonly line: string;
  readonly area: string;
  readonly bars: readonly { readonly x: number; readonly height: number }[];
}

type Values = readonly (number | null)[];

const round = (value: number): number => Math.round(value * 10) / 10;
/** A failure is never too small to be seen. */
const leastBarPx = 2;

/** Runs of values without a gap, as indexes. */
function runs(values: Values): number[][] {
  const found: number[][] = [];
  values.forEach((value, index) => {
    if (value === null) return;
    const last = found.at(-1);
    if (last !== undefined && last.at(-1) === index - 1) last.push(index);
    else found.push([index]);
  });
  return found;
}

const most = (values: Values): number => values.reduce<number>((greatest, value) => Math.max(greatest, value ?? 0), 0);

/** `xs` are the places of the values, from left to right. */
export function drawn(traffic: Values, failures: Values, xs: readonly number[], height: number): Drawn {
  const top = Math.max(most(traffic), most(failures));
  const scale = top === 0 ? 0 : (height - 2) / top;
  const x = (index: number) => round(xs[index] ?? 0);
  const y = (index: number) => round(height - (traffic[index] ?? 0) * scale);
  const lines = runs(traffic).map((run) => {
    const points = run.map((index) => `${x(index)} ${y(index)}`).join('L');
    const [first = 0, last = first] = [run[0], run.at(-1)];
    return { line: run.length === 1 ? `M${points}h1` : `M${points}`, area: `M${x(first)} ${height}L${points}L${x(last)} ${height}Z` };
  });
  return {
    line: lines.map(({ line }) => line).join(''),
    area: lines.map(({ area }) => area).join(''),
    bars: failures.flatMap((value, index) =>
      value === null || value === 0 ? [] : [{ x: x(index), height: Math.min(Math.max(round(value * scale), leastBarPx), height) }],
    ),
  };
}

/** Two lines as one; a gap is where both have one. */
export function added(one: Values, other: Values): (number | null)[] {
  return Array.from({ length: Math.max(one.length, other.length) }, (_, index) => {
    const [a, b] = [one[index] ?? null, other[index] ?? null];
    return a === null && b === null ? null : (a ?? 0) + (b ?? 0);
  });
}
