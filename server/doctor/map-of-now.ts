import { soonOr } from '../answers/patience.ts';
import type { Refresher } from '../answers/refresher.ts';

const youngMs = 15_000;
const soonMs = 3000;

/** The map of now where it can be had soon, else the last one: while nobody looks that is a minute old, and the first is of before anything was seen. */
export async function mapOfNow<Made extends { readonly at: string }>(
  { peek, refresh }: Pick<Refresher<Made>, 'peek' | 'refresh'>,
  withinMs = soonMs,
): Promise<Made | undefined> {
  const last = peek();
  if (last !== undefined && Date.now() - Date.parse(last.at) < youngMs) return last;
  const known = () => ({ map: peek() });
  const made = refresh().then((map) => ({ map }), known);
  return (await soonOr<{ map: Made | undefined }>(made, known, withinMs)).map;
}
