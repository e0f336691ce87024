import type { Box } from '../layout/geometry.ts';
import type { Fonts } from './fonts.ts';

/** A name in its place, in pixels; as it is kept, from the corner of the world on: wherever one looks from, as long as the size is the same. */
export interface Placed<Of> {
  readonly of: Of;
  readonly name: string;
  readonly box: Box;
  readonly place: Box;
}

interface Kept<Places> {
  readonly scale: number;
  readonly fonts: Fonts;
  readonly placed: Places;
}

/** Places are looked for once for each size: no name jumps while the map is moved, and no picture waits for them unless it is of another size. */
export class KeptPlaces<Places> {
  readonly #kept = new WeakMap<object, Kept<Places>>();

  /** `among`: what stands together, remade when anything about it changes. */
  of(among: object, { scale, fonts }: { readonly scale: number; readonly fonts: Fonts }, find: () => Places): Places {
    const known = this.#kept.get(among);
    if (known?.scale === scale && known.fonts === fonts) return known.placed;
    const placed = find();
    this.#kept.set(among, { scale, fonts, placed });
    return placed;
  }
}
