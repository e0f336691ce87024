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

export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(Object.entries(names).map(([name, token]) => [name, style.getPropertyValue(token).trim()])) as Palette;
}
