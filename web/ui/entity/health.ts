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
