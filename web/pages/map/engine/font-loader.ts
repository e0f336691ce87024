import { type Fonts, fontsOf } from '../paint/fonts.ts';
import type { Face } from './protocol.ts';

/** A worker has fonts of its own, which no type of the DOM knows. */
const fontsHere = (): FontFaceSet => (globalThis as unknown as { readonly fonts?: FontFaceSet }).fonts ?? document.fonts;

/** Text that changes its font jumps; but a slow font keeps nobody waiting. */
const firstWithinMs = 400;
/** Letters, and the signs that stand between numbers and their units. */
const sample = 'a\u202f→';

/** Whether a face brings one of these letters, by its `unicode-range`. */
export function brings(unicodeRange: string, letters: string): boolean {
  const ranges = unicodeRange.split(',').map((range) => {
    const [from = '', to = from] = range.trim().replace(/^U\+/i, '').split('-');
    return { from: Number.parseInt(from, 16), to: Number.parseInt(to, 16) };
  });
  return [...letters].some((letter) => {
    const code = letter.codePointAt(0) ?? 0;
    return ranges.some(({ from, to }) => from <= code && code <= to);
  });
}

/**
 * Brings the page's fonts to where the map is painted. Chromium's workers keep what a family stood for when it was first named (seen in 156),
 * so a family is named only once its faces are there, and faces that come later get a family of their own.
 */
export class FontLoader {
  readonly #onFonts: (fonts: Fonts) => void;
  #missing: readonly Face[] | undefined;
  /** Beside the usual ones, of what is on the map. */
  #letters = '';
  #families: readonly string[] = [];

  constructor(onFonts: (fonts: Fonts) => void) {
    this.#onFonts = onFonts;
  }

  /** Without faces the page's own are named, which the page loads when they are painted. */
  load(faces: readonly Face[]): void {
    if (this.#missing !== undefined) return;
    this.#missing = faces;
    if (faces.length === 0) {
      this.#tell('Inter');
      fontsHere().addEventListener('loadingdone', () => this.#tell());
      return;
    }
    const late = setTimeout(() => this.#tell(), firstWithinMs);
    void this.#bring(sample)
      .finally(() => clearTimeout(late))
      .then(() => this.#bring(this.#letters));
  }

  /** Has the faces come that these texts need beside those that are there. */
  cover(texts: Iterable<string>): void {
    const letters = new Set([...texts].filter((text) => /[\u0100-\u{10ffff}]/u.test(text)).flatMap((text) => [...text]));
    this.#letters = [...letters].join('');
    if (this.#families.length > 0) void this.#bring(this.#letters);
  }

  async #bring(letters: string): Promise<void> {
    const missing = this.#missing ?? [];
    const needed = missing.filter(({ descriptors }) => brings(descriptors.unicodeRange, letters));
    if (needed.length === 0) return;
    this.#missing = missing.filter((face) => !needed.includes(face));
    const family = `Map ${missing.length}`;
    const loaded = await Promise.allSettled(needed.map(({ source, descriptors }) => new FontFace(family, source, descriptors).load()));
    for (const one of loaded) if (one.status === 'fulfilled') fontsHere().add(one.value);
    this.#tell(family);
  }

  #tell(...families: readonly string[]): void {
    this.#families = [...this.#families, ...families];
    this.#onFonts(fontsOf(this.#families));
  }
}
