import { useMemo } from 'react';
import type { Clusters } from '../lib/scope.ts';
import { useRoute } from './queries.ts';

/** The clusters of the hosts that are watched: the same question as the rail's, so it is asked once. */
export function useClusters(): Clusters {
  const hosts = useRoute('GET /api/doctor', undefined, () => ({})).data?.hosts;
  return useMemo(() => new Map((hosts ?? []).map(({ node, cluster }) => [node, cluster])), [hosts]);
}
