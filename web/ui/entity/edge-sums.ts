import type { TopologyEdge } from '#contract/routes.ts';
import type { HealthState } from './health.ts';

/** From these shares on failures make something a warning, and critical, as DESIGN has it. */
export const leastShare = 0.01;
export const criticalShare = 0.05;

/** The colour of a share that fails: none where it explains nothing, and no worse than the health that it explains. */
export function shareTone(ratio: number | null, state: HealthState): 'warning' | 'critical' | undefined {
  if (ratio === null || ratio < leastShare || state === 'ok' || state === 'unknown') return undefined;
  return ratio < criticalShare ? 'warning' : state;
}

export const attemptsPerSecond = ({ l4 }: TopologyEdge): number => l4.connectsPerSecond + l4.failuresPerSecond;

export const bytesBothWays = ({ l4 }: TopologyEdge): number => l4.toServerBytesPerSecond + l4.toClientBytesPerSecond;
