const names = {
  canvas: '--surface-0',
  panel: '--surface-1',
  raised: '--surface-2',
  hover: '--surface-3',
  border: '--border',
  borderStrong: '--border-strong',
  text: '--text-1',
  textQuieter: '--text-2',
  textQuiet: '--text-3',
  accent: '--accent',
  accentHalo: '--accent-halo',
  ok: '--ok',
  warning: '--warn',
  warningText: '--warn-text',
  critical: '--critical',
  criticalText: '--critical-text',
  criticalSoft: '--critical-soft',
  unknown: '--unknown',
  hatchLine: '--hatch-line',
  edge: '--edge',
  edgeDim: '--edge-dim',
} as const;

/** The tokens that the canvas paints with, as plain colours. */
export type Palette = { readonly [name in keyof typeof names]: string };

const paletteOf = (colourOf: (name: string, token: string) => string): Palette =>
  Object.fromEntries(Object.entries(names).map(([name, token]) => [name, colourOf(name, token)])) as Palette;

/** Each colour is its own name: for files that are read by what is in them. */
export const namedPalette: Palette = paletteOf((name) => name);

export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  return paletteOf((_, token) => style.getPropertyValue(token).trim());
}
