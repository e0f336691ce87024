/** One value per step; a gap is null, or in a long line NaN. */
export type Values = readonly (number | null)[] | Float64Array;

export interface Decimated {
  /** Where the values stand, in steps of the whole. */
  readonly at: readonly number[];
  readonly lines: readonly (readonly (number | null)[])[];
}

/** What is known of a step. */
export function valueAt(values: Values, step: number): number | null {
  const value = values[step];
  return value === undefined || value === null || Number.isNaN(value) ? null : value;
}

/** As many as there are points on the widest screen, so that no two of them share one. */
const mostPoints = 4096;

/** The least and the greatest of each part, in the order in which they came: no peak is lost, and a part without a value stays a gap. */
function extremes(values: Values, from: number, to: number): [number | null, number | null] {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  let leastAt = -1;
  let mostAt = -1;
  for (let step = from; step < to; step += 1) {
    const value = values[step] ?? Number.NaN;
    if (value < least) {
      least = value;
      leastAt = step;
    }
    if (value > most) {
      most = value;
      mostAt = step;
    }
  }
  if (leastAt < 0) return [null, null];
  return leastAt < mostAt ? [least, most] : [most, least];
}

/** Lines of one length, each with at most so many points. What is short is left as it is. */
export function decimated(lines: readonly Values[], most = mostPoints): Decimated {
  const count = lines[0]?.length ?? 0;
  if (count <= most) return { at: Array.from({ length: count }, (_, step) => step), lines: lines.map(plain) };
  const parts = Math.floor(most / 2);
  const bounds = Array.from({ length: parts + 1 }, (_, part) => Math.floor((part * count) / parts));
  const spans = bounds.slice(1).map((to, part) => [bounds[part] ?? 0, to] as const);
  return {
    at: spans.flatMap(([from, to]) => [from, (from + to) / 2]),
    lines: lines.map((values) => spans.flatMap(([from, to]) => extremes(values, from, to))),
  };
}

export function plain(values: Values): readonly (number | null)[] {
  return values instanceof Float64Array ? Array.from(values, (value) => (Number.isNaN(value) ? null : value)) : values;
}
