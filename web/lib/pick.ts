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

const written = (label: string): string => label.replaceAll(/[%,;:]/g, encodeURIComponent);

/** What is picked on the charts of a page, as the address holds it: `CPU:user,system;Memory:slab`. */
export function readPicks(text: string | null, chart: string): Picked {
  const entry = (text ?? '').split(';').find((one) => one.startsWith(`${written(chart)}:`));
  if (entry === undefined) return nothingPicked;
  const labels = entry.slice(entry.indexOf(':') + 1).split(',');
  return new Set(labels.filter((label) => label !== '').map(decoded));
}

/** An address that was typed may hold anything. */
function decoded(label: string): string {
  try {
    return decodeURIComponent(label);
  } catch {
    return label;
  }
}

/** The same with what is picked on one chart; nothing where that leaves none. */
export function writePicks(text: string | null, chart: string, picked: Picked): string | undefined {
  const others = (text ?? '').split(';').filter((one) => one !== '' && !one.startsWith(`${written(chart)}:`));
  const all = picked.size === 0 ? others : [...others, `${written(chart)}:${[...picked].map(written).join(',')}`];
  return all.length === 0 ? undefined : all.join(';');
}
