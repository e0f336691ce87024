import type { HostNode } from '#contract/nodes.ts';
import type { Health } from '#contract/reply.ts';
import { agentCheckName } from '../doctor/checks.ts';
import { findingsQuery, findingValue } from '../doctor/findings.ts';
import type { Prometheus, Sample } from '../store/prometheus.ts';

/** By what the doctor found of the agent then. */
export function healthThen(node: string, kept: readonly Sample[]): Health {
  if (kept.length === 0) return { state: 'unknown', reasons: ['nothing was kept of how it was seen then'] };
  const worst = kept.find(({ labels }) => labels.check === agentCheckName(node))?.value;
  if (worst === findingValue.failed) return { state: 'critical', reasons: ['the agent did not answer'] };
  if (worst === findingValue.warning) return { state: 'warning', reasons: ['its agent did not see all that it should'] };
  return { state: 'ok', reasons: [] };
}

export async function seenThen(prometheus: Prometheus, node: string, atMs: number): Promise<Pick<HostNode, 'health' | 'agentUp' | 'rejectedSamples'>> {
  const health = healthThen(node, await prometheus.instant(findingsQuery, atMs));
  return { health, agentUp: health.state === 'ok' || health.state === 'warning', rejectedSamples: null };
}
