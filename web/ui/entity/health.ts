import type { Health } from '#contract/reply.ts';

export type HealthState = Health['state'];

export const healthWords: Readonly<Record<HealthState, string>> = { ok: 'fine', warning: 'warning', critical: 'critical', unknown: 'not known' };

/** Worst first; what is not seen may be bad, so it stands before what is fine. */
export const healthOrder: readonly HealthState[] = ['critical', 'warning', 'unknown', 'ok'];

/** Outlines in a box of 12 × 12, so that the shape says what the colour says. */
export const markOutlines = {
  warning: 'M6 .9 11.7 11.1H.3Z',
  critical: 'M3.7.5h4.6l3.2 3.2v4.6l-3.2 3.2H3.7L.5 8.3V3.7Z',
  cross: 'm4.1 4.1 3.8 3.8m0-3.8L4.1 7.9',
} as const;

/** That an alert fires, in a box of the same size. */
export const bellOutline =
  'M6 .6a3.5 3.5 0 0 0-3.5 3.5c0 2.3-.6 3.2-1.3 3.9a.55.55 0 0 0 .4.95h8.8a.55.55 0 0 0 .4-.95c-.7-.7-1.3-1.6-1.3-3.9A3.5 3.5 0 0 0 6 .6ZM4.7 10.1a1.4 1.4 0 0 0 2.6 0Z';
