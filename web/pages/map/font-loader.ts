import type { Face } from './protocol.ts';

/** A worker has fonts of its own, which no type of the DOM knows. */
const fontsHere = (): FontFaceSet => (globalThis as unknown as { readonly fonts?: FontFaceSet }).fonts ?? document.fonts;

const needed = ['400 11px Inter', '500 12px Inter', '600 13px Inter'];
/** Letters, and the signs that stand between numbers and their units. */
const sample = 'a\u202f→';

/** Brings the page's fonts to where the map is painted. Those for rarer letters load when they are first painted. */
export class FontLoader {
  readonly #onLoaded: () => void;
  #begun = false;

  constructor(onLoaded: () => void) {
    this.#onLoaded = onLoaded;
  }

  load(faces: readonly Face[]): void {
    if (this.#begun) return;
    this.#begun = true;
    const fonts = fontsHere();
    for (const { family, source, descriptors } of faces) fonts.add(new FontFace(family, source, descriptors));
    fonts.addEventListener('loadingdone', this.#onLoaded);
    void Promise.allSettled(needed.map((font) => fonts.load(font, sample))).then(this.#onLoaded);
  }
}
