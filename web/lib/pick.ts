/** The lines of a chart that are shown; without any, all of them are. */
export type Picked = ReadonlySet<string>;

export const nothingPicked: Picked = new Set();

/** After a click on the name of a line: it is alone, or, adding, joins or leaves the others. What was alone already brings all of them back. */
export function pick(picked: Picked, label: string, adds: boolean): Picked {
  const isAlone = picked.size === 1 && picked.has(label);
  if (!adds) return isAlone ? nothingPicked : new Set([label]);
  const after = new Set(picked);
  if (!after.delete(label)) after.add(label);
  return after;
}

/** A line that was picked and is there no more leaves the others as they are. */
export function isShown(picked: Picked, label: string, all: readonly string[]): boolean {
  return picked.has(label) || !all.some((other) => picked.has(other));
}
