import type { ObservedNode } from '#contract/nodes.ts';
import type { Health } from '#contract/reply.ts';
import { asText, percent } from '../../lib/quantity.ts';

type Used = Pick<ObservedNode, 'health' | 'use'>;

/** From these shares on a person would look, as on the overview. */
export function toneOf(share: number | null): 'warning' | 'critical' | undefined {
  if (share === null || share < 0.9) return undefined;
  return share < 0.97 ? 'warning' : 'critical';
}

/** Busy CPUs are no failure; a person would look all the same. */
export const busyTone = (share: number | null): 'warning' | undefined => (toneOf(share) === undefined ? undefined : 'warning');

/** A host is as well as it is seen, and as there is room on it: what is nearly taken is told before anything fails for it. */
export function healthOf({ health, use: { cpuShare, memoryShare, fullestShare, fullestMount } }: Used): Health {
  const rooms = [
    { tone: toneOf(fullestShare), says: `${asText(percent(fullestShare ?? 0))} full: ${fullestMount}` },
    { tone: toneOf(memoryShare), says: `${asText(percent(memoryShare ?? 0))} of its memory is taken` },
    { tone: busyTone(cpuShare), says: `${asText(percent(cpuShare ?? 0))} of its CPUs are busy` },
  ].filter(({ tone }) => tone !== undefined);
  if (rooms.length === 0 || health.state === 'critical') return health;
  const state = rooms.some(({ tone }) => tone === 'critical') ? 'critical' : 'warning';
  const reasons = rooms.sort((a, b) => (a.tone ?? '').localeCompare(b.tone ?? '')).map(({ says }) => says);
  // Of what is as bad, that of which somebody decided that it matters stands first.
  return { state, reasons: health.state === state ? [...health.reasons, ...reasons] : [...reasons, ...health.reasons] };
}
