import type { TopologyEdge } from '#contract/routes.ts';
import { reasonsText } from '../../../lib/words.ts';

/** Whether its figures are not there yet: its zeros say nothing. */
export const hasJustAppeared = ({ health }: Pick<TopologyEdge, 'health'>): boolean => health.justAppeared === true;

/** Of what has just come nothing is counted: that is no calm. Undefined where any of them has figures. */
export function appearedWords(edges: readonly Pick<TopologyEdge, 'health'>[]): string | undefined {
  const [first] = edges;
  return first !== undefined && edges.every(hasJustAppeared) ? `${reasonsText(first.health.reasons)}.` : undefined;
}
