/** Steps beside each other of which nothing is known. */
export interface Gap {
  readonly first: number;
  readonly steps: number;
}

/** The runs of steps that are not known. */
export function gapsOf(steps: number, isKnown: (step: number) => boolean): Gap[] {
  const gaps: { first: number; steps: number }[] = [];
  for (let step = 0; step < steps; step += 1) {
    const last = gaps.at(-1);
    if (isKnown(step)) continue;
    if (last !== undefined && last.first + last.steps === step) last.steps += 1;
    else gaps.push({ first: step, steps: 1 });
  }
  return gaps;
}

type Lines = readonly { readonly values: readonly (number | null)[] }[];

/** When nothing was watched: the steps in which none of the lines has a value; a line may lack one because there was nothing to measure. */
export function unwatched(lines: Lines): Gap[] {
  const steps = Math.max(0, ...lines.map(({ values }) => values.length));
  return gapsOf(steps, (step) => lines.some(({ values }) => (values[step] ?? null) !== null));
}
