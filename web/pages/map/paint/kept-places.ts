import type { Box } from '../layout/geometry.ts';
import type { Fonts } from './fonts.ts';

/** A name in its place, in pixels from the corner of the world on: wherever one looks from, as long as the size is the same. */
export interface Placed<Of> {
  readonly of: Of;
  readonly name: string;
  readonly box: Box;
  readonly place: Box;
}

interface Kept<Of> {
  readonly scale: number;
  readonly fonts: Fonts;
  readonly placed: readonly Placed<Of>[];
}

/** Places are looked for once for each size: no name jumps while the map is moved, and no picture of a moving map waits for that. */
export class KeptPlaces<Of> {
  readonly #kept = new WeakMap<object, Kept<Of>>();

  /** `among`: what stands together, remade when anything about it changes. */
  of(among: object, { scale, fonts }: { readonly scale: number; readonly fonts: Fonts }, find: () => readonly Placed<Of>[]): readonly Placed<Of>[] {
    const known = this.#kept.get(among);
    if (known?.scale === scale && known.fonts === fonts) return known.placed;
    const placed = find();
    this.#kept.set(among, { scale, fonts, placed });
    return placed;
  }
}
