import type { TopologyEdge } from '#contract/routes.ts';

/** Whether its figures are not there yet, which the server gives as the reason why its health is not known: its zeros say nothing. */
export const hasJustAppeared = ({ health }: Pick<TopologyEdge, 'health'>): boolean => health.reasons.some((reason) => reason.startsWith('just appeared'));
